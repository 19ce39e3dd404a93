using System.Globalization;
using System.Text.Json.Serialization;
using Trainer.Learners.Baselines;
using Trainer.Learners.Settings;
using Trainer.Learners.Supervision;

namespace Trainer.Learners.Neighbours;

/// <summary>
/// Weighted k-nearest neighbours on cosine similarity; where there are sparse and dense features, on the mean of the two cosines. With
/// similarities s_1 ≥ s_2 ≥ … and sharpness β, neighbour i weighs w_i = n_i (e^{β(s_i − s_{k+1})} − 1) / (e^{β(1 − s_{k+1})} − 1), n_i
/// being the training queries with that very vector. With β → 0 this is the triangular kernel of Hechenbichler and Schliep (2004, LMU
/// discussion paper 399); a larger β favours the nearest ones as e^{βs} does. The weight falls to 0 at the k-th neighbour, so the
/// prediction is continuous in the similarities, and rounding cannot make an exported graph pick another neighbour and jump. Prediction per
/// model: (Σ w_i y_i + λ ȳ) / (Σ w_i + λ): far from all training data it is the model's mean ȳ.
/// </summary>
/// <param name="K">Neighbours looked at.</param>
/// <param name="Shrinkage">λ: how many full neighbours the overall mean counts for; above 0.</param>
/// <param name="Sharpness">β: 0 for the triangular kernel, up to 50.</param>
/// <param name="MaxTerms">
/// Sparse terms kept of a stored query, the heaviest ones: bounds the work per stored query when it is exported.
/// </param>
/// <param name="Ramp">
/// The share of the way from the (k + 1)-th neighbour to the query over which a weight rises to 1, (0, 1]: 1 is the kernel above, a small
/// one gives nearly all k neighbours the same weight, as plain nearest neighbours have, without a jump at the k-th.
/// </param>
/// <param name="Target">What is averaged: the models' quality, or votes for the best model.</param>
internal sealed record NeighboursLearner(
    int K = 50,
    double Shrinkage = 1,
    double Sharpness = 0,
    int MaxTerms = 128,
    double Ramp = 1,
    NeighbourTarget Target = NeighbourTarget.Quality) : ILearner
{
    public const string Name = "neighbours";

    public static LearnerFamily Family { get; } = new(
        Name,
        "Mean outcome of the nearest training queries, weighted by cosine similarity and shrunk towards the overall mean.",
        "Embeddings, or n-grams of short prompts; the bundle holds every training query.",
        new NeighboursLearner())
    {
        Space =
        [
            Setting.LogInteger("k", 5, 400),
            Setting.Log("shrinkage", 0.1, 20, digits: 2),
            Setting.Real("sharpness", 0, 20, digits: 2),
        ],
    };

    [JsonIgnore]
    public bool UsesFeatures => true;

    public double Operations(TrainingShape shape) => shape.Product;

    public IFittedLearner Fit(TrainingSet data, ulong seed, CancellationToken cancellation)
    {
        if (K < 1 || MaxTerms < 1 || Shrinkage is not (> 0 and <= 1e6) || Sharpness is not (>= 0 and <= 50) ||
            Ramp is not (>= 0.01 and <= 1))
        {
            throw new UsageException(string.Create(
                CultureInfo.InvariantCulture,
                $"the neighbours learner has k {K}, maxTerms {MaxTerms}, shrinkage {Shrinkage}, sharpness {Sharpness}, ramp {Ramp}; ") +
                "allowed are k and maxTerms from 1, shrinkage in (0, 1e6], sharpness in [0, 50], ramp in [0.01, 1]");
        }

        data = Target == NeighbourTarget.Quality ? data : data with { Quality = Targets.Votes(data.Utility) };
        var stored = StoredQueries.From(data, MaxTerms, cancellation);
        var priors = Array.ConvertAll(data.Quality, quality => (float)ConstantLearner.ObservedMean(quality, data.RowWeights));
        return new FittedNeighbours(data.Features, stored, priors, this, data.IsPair);
    }
}
