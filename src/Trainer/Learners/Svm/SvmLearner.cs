using System.Globalization;
using System.Text.Json.Serialization;
using Trainer.Features;
using Trainer.Learners.Logistic;
using Trainer.Learners.Settings;

namespace Trainer.Learners.Svm;

/// <summary>
/// Support vector machines. A pair has one on "the strong model does better"; a pool has one for each model on "its answer is right", where
/// graded quality y counts for the side of 0.5 that it is on, with weight |2y − 1|. The score is the decision value; where all queries are
/// on one side it is that side, 1 or -1, for every query. On dense vectors alone the kernel is radial, e^{-γ‖a − b‖²}; with sparse columns
/// the machine is linear, because support vectors over a vocabulary would fill the bundle, and n-grams hardly gain by a radial kernel.
/// </summary>
/// <param name="C">Penalty of a violated margin: the objective is ½‖w‖² + C Σ loss.</param>
/// <param name="Gamma">γ in units of 1 / (columns · variance of all values), the usual "scale".</param>
/// <param name="Kernel">Radial where that is possible, or always linear.</param>
/// <param name="MaxRows">
/// A radial machine is fitted on at most so many queries, a seeded sample of more; its time grows with the square.
/// </param>
internal sealed record SvmLearner(double C = 1, double Gamma = 1, SvmKernel Kernel = SvmKernel.Auto, int MaxRows = 20_000) : ILearner
{
    public const string Name = "svm";

    // The kernel matrix of some 11,400 queries.
    private const long CacheBytes = 260L << 20;

    public static LearnerFamily Family { get; } = new(
        Name,
        "Support vector machines: radial on embeddings, linear as soon as there are n-grams; " +
            "per model, or for a pair on whether the strong one is needed.",
        "Embeddings and up to some ten thousand queries, or n-grams of any number; a radial bundle holds most training vectors.",
        new SvmLearner())
    {
        Space =
        [
            Setting.Log("c", 0.01, 5),
            Setting.Log("gamma", 0.1, 3, digits: 2),
            Setting.Choice("kernel", SvmKernel.Auto, SvmKernel.Linear),
        ],
    };

    [JsonIgnore]
    public bool UsesFeatures => true;

    public double Operations(TrainingShape shape)
    {
        double rows = Math.Min(shape.Queries, MaxRows);
        return IsRadial(shape.SparseColumns, shape.DenseColumns)
            ? rows * rows * (shape.DenseColumns + (10.0 * shape.Scores))
            : 100 * shape.Product * shape.Scores;
    }

    public IFittedLearner Fit(TrainingSet data, ulong seed, CancellationToken cancellation)
    {
        if (C is not (> 0 and <= 1e6) || Gamma is not (> 0 and <= 1e6) || MaxRows < 2)
        {
            throw new UsageException(string.Create(
                CultureInfo.InvariantCulture,
                $"the svm learner has c {C}, gamma {Gamma}, maxRows {MaxRows}; allowed are c and gamma in (0, 1e6] and maxRows from 2"));
        }

        var isRadial = IsRadial(data.Features.Sparse.ColumnCount, data.Features.Dense.ColumnCount);
        if (isRadial && data.Count > MaxRows)
        {
            var rows = Enumerable.Range(0, data.Count).ToArray();
            new SeededRandom(seed, 0x5E).Shuffle<int>(rows);
            Array.Sort(rows, 0, MaxRows);
            data = data.Select(rows[..MaxRows]);
        }

        var labels = SvmLabels.Of(data, C);
        return isRadial && labels.Any(machine => machine.AreTwoSided)
            ? Radial(data.Features.Dense, labels, cancellation)
            : Linear(data.Features, labels, seed, cancellation);
    }

    private bool IsRadial(int sparseColumns, int denseColumns) => Kernel == SvmKernel.Auto && sparseColumns == 0 && denseColumns > 0;

    private static FittedLogistic Linear(FeatureMatrix features, SvmLabels[] labels, ulong seed, CancellationToken cancellation) => new(
        Array.ConvertAll(labels, machine => machine.AreTwoSided
            ? DualCoordinateDescent.Fit(features, machine, seed, cancellation)
            : new LinearModel(new float[features.ColumnCount], machine.OnlySide)),
        features.Sparse.ColumnCount,
        isDifference: false);

    private FittedRadialMachines Radial(DenseMatrix vectors, SvmLabels[] labels, CancellationToken cancellation)
    {
        var variance = Variance(vectors.Values);
        var gamma = (float)(variance > 0 ? Gamma / (vectors.ColumnCount * variance) : Gamma);
        var kernel = new KernelRows(vectors, gamma, CacheBytes);
        var machines = Array.ConvertAll(labels, machine => machine.AreTwoSided
            ? SequentialMinimalOptimization.Solve(kernel, machine, cancellation)
            : (Beta: new double[vectors.RowCount], Rho: -machine.OnlySide));
        int[] supports = [.. Enumerable.Range(0, vectors.RowCount).Where(row => machines.Any(machine => machine.Beta[row] != 0))];
        return new FittedRadialMachines(
            vectors.Select(supports),
            gamma,
            Array.ConvertAll(machines, machine => Array.ConvertAll(supports, row => machine.Beta[row])),
            Array.ConvertAll(machines, machine => machine.Rho),
            usual: 2 * Gamma); // the squared distance of two queries is 2 · columns · variance on average
    }

    private static double Variance(ReadOnlySpan<float> values)
    {
        double sum = 0, squares = 0;
        foreach (var value in values)
        {
            sum += value;
            squares += (double)value * value;
        }

        return Math.Max(0, (squares / values.Length) - (sum / values.Length * (sum / values.Length)));
    }
}
