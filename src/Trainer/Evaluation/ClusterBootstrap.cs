using System.Numerics.Tensors;
using Trainer.Features;

namespace Trainer.Evaluation;

/// <summary>
/// Paired bootstrap over clusters of rows (Field and Welsh 2007, JRSS B 69:369): as many clusters as there are, drawn with
/// replacement, all rows of a cluster together. Resample b depends on the seed and b only, so that all routers and all metrics
/// of one seed see the same resamples, whatever is computed and in which order.
/// </summary>
internal sealed class ClusterBootstrap
{
    public const int CurveResamples = 1_000;
    public const int MeanResamples = 10_000;

    private readonly int[] _clusterOfRow;
    private readonly int[] _clusterRows;
    private readonly ulong _seed;

    public ClusterBootstrap(ReadOnlySpan<int> cluster, ulong seed)
    {
        _seed = seed;
        _clusterOfRow = new int[cluster.Length];
        var numbers = new Dictionary<int, int>();
        for (var row = 0; row < cluster.Length; row++)
        {
            if (!numbers.TryGetValue(cluster[row], out var number))
            {
                numbers.Add(cluster[row], number = numbers.Count);
            }

            _clusterOfRow[row] = number;
        }

        _clusterRows = new int[numbers.Count];
        foreach (var number in _clusterOfRow)
        {
            _clusterRows[number]++;
        }
    }

    public delegate void Metrics(ReadOnlySpan<int> rowWeights, Span<double> values);

    public ulong Seed => _seed;

    public int Rows => _clusterOfRow.Length;

    public int Clusters => _clusterRows.Length;

    /// <summary>How often each cluster is in a resample.</summary>
    public void Draw(int resample, Span<int> timesDrawn)
    {
        timesDrawn.Clear();
        var random = new SeededRandom(_seed, (ulong)resample);
        for (var i = 0; i < timesDrawn.Length; i++)
        {
            timesDrawn[random.Next(timesDrawn.Length)]++;
        }
    }

    /// <summary>Gives every row the number of its cluster.</summary>
    public void Spread(ReadOnlySpan<int> ofClusters, Span<int> ofRows)
    {
        for (var row = 0; row < ofRows.Length; row++)
        {
            ofRows[row] = ofClusters[_clusterOfRow[row]];
        }
    }

    /// <summary>
    /// Percentile replicates of metrics that are functions of the rows' weights: first with every row once, then resampled.
    /// O(resamples × (rows + the metrics' own work)).
    /// </summary>
    public Replicates[] Percentile(int metrics, Metrics compute, int resamples = CurveResamples)
    {
        var weights = new int[Rows];
        Array.Fill(weights, 1);
        var values = new double[metrics];
        compute(weights, values);

        var replicates = Columns(metrics, resamples);
        var timesDrawn = new int[Clusters];
        var replicate = new double[metrics];
        for (var b = 0; b < resamples; b++)
        {
            Draw(b, timesDrawn);
            Spread(timesDrawn, weights);
            compute(weights, replicate);
            for (var metric = 0; metric < metrics; metric++)
            {
                replicates[metric][b] = replicate[metric];
            }
        }

        return [.. values.Select((value, metric) => Interval(value, replicates[metric]))];
    }

    /// <summary>
    /// The same on all cores. Resample b depends on the seed and b only and has its own place, so that the number of workers changes nothing.
    /// </summary>
    /// <param name="metrics">How many there are.</param>
    /// <param name="worker">Makes what computes them, with buffers of its own; called once per worker.</param>
    /// <param name="resamples">How many.</param>
    /// <param name="workers">At most so many at once; 0 for as many as there are cores.</param>
    public Replicates[] Percentile(int metrics, Func<Metrics> worker, int resamples = CurveResamples, int workers = 0)
    {
        var ones = new int[Rows];
        Array.Fill(ones, 1);
        var values = new double[metrics];
        worker()(ones, values);

        var replicates = Columns(metrics, resamples);
        Parallel.For(
            0,
            resamples,
            new ParallelOptions { MaxDegreeOfParallelism = workers == 0 ? Environment.ProcessorCount : workers },
            () => (Compute: worker(), Drawn: new int[Clusters], Weights: new int[Rows], Values: new double[metrics]),
            (b, _, own) =>
            {
                Draw(b, own.Drawn);
                Spread(own.Drawn, own.Weights);
                own.Compute(own.Weights, own.Values);
                for (var metric = 0; metric < metrics; metric++)
                {
                    replicates[metric][b] = own.Values[metric];
                }

                return own;
            },
            _ => { });
        return [.. values.Select((value, metric) => Interval(value, replicates[metric]))];
    }

    /// <summary>
    /// Means of columns of row values, O(resamples × clusters × columns) with a small constant: only the clusters' sums are touched.
    /// </summary>
    public ResampledMeans Means(IReadOnlyList<double[]> columns, int resamples = MeanResamples)
    {
        var sums = Columns(columns.Count, Clusters);
        for (var c = 0; c < sums.Length; c++)
        {
            for (var row = 0; row < Rows; row++)
            {
                sums[c][_clusterOfRow[row]] += columns[c][row];
            }
        }

        var sizes = Array.ConvertAll(_clusterRows, size => (double)size);
        var replicates = Columns(columns.Count, resamples);
        Parallel.For(
            0,
            resamples,
            () => (Drawn: new int[Clusters], Times: new double[Clusters]),
            (b, _, own) =>
            {
                Draw(b, own.Drawn);
                TensorPrimitives.ConvertChecked<int, double>(own.Drawn, own.Times);
                var drawnRows = TensorPrimitives.Dot<double>(own.Times, sizes);
                for (var c = 0; c < sums.Length; c++)
                {
                    replicates[c][b] = TensorPrimitives.Dot<double>(own.Times, sums[c]) / drawnRows;
                }

                return own;
            },
            _ => { });

        return new(Rows, sums, sizes, replicates);
    }

    // One cluster drawn again and again varies not at all; an interval of no width would be a lie.
    private Replicates Interval(double value, double[] replicates) => new(value, Clusters < 2 ? [double.NaN] : replicates);

    private static double[][] Columns(int count, int length) => [.. Enumerable.Range(0, count).Select(_ => new double[length])];
}
