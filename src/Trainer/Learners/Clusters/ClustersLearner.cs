using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json.Serialization;
using Trainer.Learners.Baselines;
using Trainer.Learners.Settings;

namespace Trainer.Learners.Clusters;

/// <summary>
/// Queries are put into clusters, and each cluster knows how well every model does there (Avengers, Zhang et al. 2025). With products s_c of
/// the query with the centroids, cluster c weighs e^{β s_c} / Σ e^{β s}, and the prediction is the weighted mean of the clusters' values: a
/// model's mean quality there, shrunk towards its overall mean, or 1 / (1 + its rank there), as Avengers has it.
/// </summary>
/// <param name="K">Clusters.</param>
/// <param name="Sharpness">β: how much the nearest cluster counts; 0 to 100.</param>
/// <param name="Shrinkage">How many queries the overall mean counts for.</param>
/// <param name="Ranked">Whether ranks take the place of qualities.</param>
internal sealed record ClustersLearner(int K = 32, double Sharpness = 20, double Shrinkage = 5, bool Ranked = false) : ILearner
{
    public const string Name = "clusters";

    public static LearnerFamily Family { get; } = new(
        Name,
        "Spherical k-means; every cluster knows how well each model does there (Avengers).",
        "Embeddings, or n-grams; a pool of several models, and a small bundle that is easy to explain.",
        new ClustersLearner())
    {
        Space =
        [
            Setting.LogInteger("k", 4, 128),
            Setting.Log("sharpness", 3, 100, digits: 2),
            Setting.Log("shrinkage", 0.5, 50, digits: 2),
            Setting.Choice("ranked", false, true),
        ],
    };

    [JsonIgnore]
    public bool UsesFeatures => true;

    public double Operations(TrainingShape shape) => 20 * shape.Product * K;

    public IFittedLearner Fit(TrainingSet data, ulong seed, CancellationToken cancellation)
    {
        if (K is not (>= 1 and <= 4096) || Sharpness is not (>= 0 and <= 100) || Shrinkage is not (> 0 and <= 1e6))
        {
            throw new UsageException(string.Create(
                CultureInfo.InvariantCulture,
                $"the clusters learner has k {K}, sharpness {Sharpness}, shrinkage {Shrinkage}; allowed are k 1 to 4096, sharpness 0 to ") +
                "100, shrinkage in (0, 1e6]");
        }

        var rows = new UnitRows(data.Features);
        var clusters = Math.Min(K, rows.Count);
        var centroids = SphericalKMeans.Fit(rows, clusters, seed, cancellation);
        return new FittedClusters(
            centroids, Values(data, rows, centroids, clusters), clusters, (float)Sharpness, rows.PartLength, data.Features.Sparse.ColumnCount, data.IsPair);
    }

    // [clusters][models].
    private float[] Values(TrainingSet data, UnitRows rows, float[] centroids, int clusters)
    {
        var models = data.Quality.Length;
        var sums = new double[clusters * models];
        var counts = new double[clusters * models];
        var products = new float[clusters];
        for (var row = 0; row < rows.Count; row++)
        {
            rows.Products(row, centroids, products);
            var cluster = TensorPrimitives.IndexOfMax<float>(products);
            for (var m = 0; m < models; m++)
            {
                if (!double.IsNaN(data.Quality[m][row]))
                {
                    sums[(cluster * models) + m] += data.RowWeights[row] * data.Quality[m][row];
                    counts[(cluster * models) + m] += data.RowWeights[row];
                }
            }
        }

        var priors = Array.ConvertAll(data.Quality, quality => ConstantLearner.ObservedMean(quality, data.RowWeights));
        var values = new float[clusters * models];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)((sums[i] + (Shrinkage * priors[i % models])) / (counts[i] + Shrinkage));
        }

        return Ranked ? Ranks(values, models) : values;
    }

    private static float[] Ranks(float[] values, int models)
    {
        var ranks = new float[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var own = values.AsSpan(i / models * models, models);
            var better = 0;
            foreach (var other in own)
            {
                better += other > values[i] ? 1 : 0;
            }

            ranks[i] = 1f / (1 + better);
        }

        return ranks;
    }
}
