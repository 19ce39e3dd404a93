using System.Globalization;
using System.Text.Json.Serialization;
using Trainer.Learners.Logistic;
using Trainer.Learners.Neighbours;
using Trainer.Learners.Settings;

namespace Trainer.Learners.Blend;

/// <summary>
/// A weighted mean of two predictions of quality: by logistic regression, which sees what single words and directions are worth, and by
/// nearest neighbours, which see what happened to similar queries. Their errors differ, so the mean is better than either (linear
/// opinion pool, Stone 1961). For a pair both predict the strong model's advantage, for a pool each model's quality.
/// </summary>
/// <param name="Weight">Weight of the regression, 0 to 1.</param>
/// <param name="C"><see cref="LogisticLearner.C"/>.</param>
/// <param name="K"><see cref="NeighboursLearner.K"/>.</param>
/// <param name="Shrinkage"><see cref="NeighboursLearner.Shrinkage"/>.</param>
/// <param name="Sharpness"><see cref="NeighboursLearner.Sharpness"/>.</param>
internal sealed record BlendLearner(double Weight = 0.5, double C = 1, int K = 100, double Shrinkage = 1, double Sharpness = 8) : ILearner
{
    public const string Name = "blend";

    public static LearnerFamily Family { get; } = new(
        Name,
        "Weighted mean of what logistic regression and nearest neighbours predict.",
        "Embeddings and n-grams together, where quality counts more than the bundle's size.",
        new BlendLearner())
    {
        Space =
        [
            Setting.Real("weight", 0.2, 0.8, digits: 2),
            Setting.Log("c", 0.01, 30),
            Setting.LogInteger("k", 5, 400),
            Setting.Log("shrinkage", 0.1, 20, digits: 2),
            Setting.Real("sharpness", 0, 20, digits: 2),
        ],
    };

    [JsonIgnore]
    public bool UsesFeatures => true;

    public double Operations(TrainingShape shape) => new LogisticLearner(C).Operations(shape) + new NeighboursLearner(K).Operations(shape);

    public IFittedLearner Fit(TrainingSet data, ulong seed, CancellationToken cancellation)
    {
        if (Weight is not (>= 0 and <= 1))
        {
            throw new UsageException($"weight of the blend learner is {Weight.ToString(CultureInfo.InvariantCulture)}; allowed is 0 to 1");
        }

        return new FittedBlend(
            new LogisticLearner(C).Fit(data, seed, cancellation),
            new NeighboursLearner(K, Shrinkage, Sharpness).Fit(data, seed, cancellation),
            (float)Weight,
            data.IsPair);
    }
}
