using System.Text.Json.Serialization;
using Trainer.Learners.Settings;

namespace Trainer.Learners.External;

/// <summary>
/// Passes on scores that something outside made, such as a language model's estimate of its own answer, so that they are calibrated,
/// judged and shipped like any other router. For a pair one score, for a pool the score named like each model.
/// </summary>
/// <param name="Column">A pair's score by its name; null for the only one of the feature set.</param>
/// <param name="Descending">Whether a higher score speaks for the weak model, or for a pool against the model.</param>
internal sealed record ExternalLearner(string? Column = null, bool Descending = false) : ILearner
{
    public const string Name = "external";

    public static LearnerFamily Family { get; } = new(
        Name,
        "A score that something outside made of each query, as it is.",
        "A feature set with 'scores'. For routers that need a language model at run time, or a score of your own.",
        new ExternalLearner())
    {
        Space =
        [
            Setting.Choice("descending", false, true),
        ],
    };

    [JsonIgnore]
    public bool UsesFeatures => true;

    public double Operations(TrainingShape shape) => 1;

    // Whether a score rises or falls is known to whoever made it; trying both finds it out.
    public IFittedLearner Fit(TrainingSet data, ulong seed, CancellationToken cancellation)
    {
        if (!data.IsPair && Column is not null)
        {
            throw new UsageException(
                $"column of the external learner is '{Column}'; for a pool it must be null, since each model has the score of its name");
        }

        var columns = data.IsPair
            ? [ScoreColumn.Find(data.Features, Column, Name)]
            : ScoreColumn.Find(data.Features, data.Models, Name);
        return new FittedExternal(columns, Descending ? -1 : 1);
    }
}
