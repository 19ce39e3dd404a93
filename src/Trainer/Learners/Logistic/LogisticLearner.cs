using System.Text.Json.Serialization;
using Trainer.Learners.Settings;
using Trainer.Learners.Supervision;

namespace Trainer.Learners.Logistic;

/// <summary>
/// L2-penalised logistic regression on sparse and dense features. For a pool one regression per model predicts its quality (graded outcomes are soft
/// targets). For a pair either the difference of the two models' predicted qualities, or one regression on "the strong model is needed".
/// The difference also sees where the strong model hurts, and on real tables it ranks prompts better.
/// </summary>
/// <param name="C">Inverse penalty: the objective is C · Σ loss + ½‖w‖²; the intercept is free.</param>
/// <param name="Target">What a pair is taught.</param>
/// <param name="Balanced">Whether rows weigh inversely to the frequency of their class.</param>
internal sealed record LogisticLearner(double C = 1, PairTarget Target = PairTarget.Difference, bool Balanced = false) : ILearner
{
    public const string Name = "logistic";

    public static LearnerFamily Family { get; } = new(
        Name,
        "Logistic regression with an L2 penalty; per model, or for a pair also on whether the strong model is needed.",
        "Any features, from about a hundred queries. The first to try: fast, small, hard to beat on n-grams.",
        new LogisticLearner())
    {
        Space =
        [
            Setting.Log("c", 0.01, 30),
            Setting.PairChoice("target", PairTarget.Difference, PairTarget.NeedsStrong),
            Setting.Choice("balanced", false, true),
        ],
    };

    [JsonIgnore]
    public bool UsesFeatures => true;

    public double Operations(TrainingShape shape) => 60 * 4 * shape.Product * (shape.Models == 2 && Target == PairTarget.NeedsStrong ? 1 : shape.Models);

    public IFittedLearner Fit(TrainingSet data, ulong seed, CancellationToken cancellation)
    {
        if (C is not (> 0 and <= 1e6))
        {
            throw new UsageException($"c of the logistic learner is {C.ToString(System.Globalization.CultureInfo.InvariantCulture)}; allowed is (0, 1e6]");
        }

        if (data.IsPair && Target == PairTarget.NeedsStrong)
        {
            var needsStrong = Targets.StrongNeeded(data.Quality[0], data.Quality[1]);
            return new FittedLogistic([Fit(data, needsStrong, cancellation)], data.Features.Sparse.ColumnCount, isDifference: false);
        }

        var regressions = Array.ConvertAll(data.Quality, quality => Fit(data, quality, cancellation));
        return new FittedLogistic(regressions, data.Features.Sparse.ColumnCount, isDifference: data.IsPair);
    }

    private LinearModel Fit(TrainingSet data, double[] targets, CancellationToken cancellation) =>
        ProbabilityModel.Fit(data.Features, targets, data.RowWeights, C, Balanced, cancellation);
}
