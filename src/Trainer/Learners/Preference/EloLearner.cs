using System.Text.Json.Serialization;
using Trainer.Learners.Baselines;
using Trainer.Learners.Supervision;

namespace Trainer.Learners.Preference;

/// <summary>
/// Every query gets the same scores: each model's strength by the Bradley-Terry model of all comparisons, those with models that are no
/// candidates too, or for a pair the difference of the two strengths. Where cost does not count the router always takes the top
/// rated model.
/// </summary>
/// <param name="Ties">What a tie says.</param>
/// <param name="Prior">Battles of no information that every model plays besides; above 0.</param>
internal sealed record EloLearner(TieRule Ties = TieRule.HalfWins, double Prior = 0.1) : ILearner
{
    public const string Name = "elo";

    public static LearnerFamily Family { get; } = new(
        Name,
        "Elo ratings by maximum likelihood; ignores the query.",
        "Battles or any table. Use it as a baseline and for leaderboards.",
        new EloLearner());

    [JsonIgnore]
    public bool UsesFeatures => false;

    public double Operations(TrainingShape shape) =>
        ((double)shape.Queries * shape.Models * shape.Models) + (20 * Math.Pow(shape.Models, 3));

    public IFittedLearner Fit(TrainingSet data, ulong seed, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var counts = PairCounts.Of(Targets.Comparisons(data), data.Quality.Length + data.OtherQuality.Length);
        var strengths = BradleyTerry.Fit(counts, Ties, Prior).Strengths;
        return new FixedScores(data.IsPair
            ? [(float)(strengths[1] - strengths[0])]
            : [.. strengths.Take(data.Quality.Length).Select(strength => (float)strength)]);
    }
}
