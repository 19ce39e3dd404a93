using Trainer.Evaluation;
using Trainer.Export;

namespace Trainer.Sweep.Selection;

/// <summary>
/// Objectives of several candidates on the same resamples of the queries: on those drawn (in-bag), each as often as it was drawn, and on
/// those left out (out-of-bag). Resample b depends on the seed and b only.
/// </summary>
internal sealed class ResampledObjectives
{
    private const int DrawnAtOnce = 32;

    private ResampledObjectives(int rows, bool isDefined, double[] values, double[][] inBag, double[][] outOfBag) =>
        (Rows, IsDefined, Values, InBag, OutOfBag) = (rows, isDefined, values, inBag, outOfBag);

    /// <summary>Queries that count.</summary>
    public int Rows { get; }

    /// <summary>Of every candidate the objective on all queries.</summary>
    public double[] Values { get; }

    /// <summary>[candidates][resamples]; NaN where it is undefined.</summary>
    public double[][] InBag { get; }

    /// <summary>[candidates][resamples]; NaN where it is undefined.</summary>
    public double[][] OutOfBag { get; }

    /// <summary>How many there are.</summary>
    public int Resamples => InBag.Length == 0 ? 0 : InBag[0].Length;

    // One cluster drawn again and again varies not at all, and nothing is left out of it.
    private bool IsDefined { get; }

    /// <summary>O(candidates × resamples × rows) on all cores; sorting was done once, by whoever made <paramref name="objectives"/>.</summary>
    /// <param name="objectives">Of every candidate <see cref="Objective.Linearised"/>.</param>
    /// <param name="bootstrap"><see cref="Objective.Bootstrap"/>.</param>
    /// <param name="resamples">How many.</param>
    /// <param name="cancellation">Stops it.</param>
    public static ResampledObjectives Of(
        IReadOnlyList<Func<ReadOnlySpan<int>, double>> objectives,
        ClusterBootstrap bootstrap,
        int resamples = ClusterBootstrap.CurveResamples,
        CancellationToken cancellation = default)
    {
        double[][] Columns() => [.. objectives.Select(_ => new double[resamples])];
        var (inBag, outOfBag, values) = (Columns(), Columns(), new double[objectives.Count]);
        var ones = new int[bootstrap.Rows];
        Array.Fill(ones, 1);
        var parallel = new ParallelOptions { CancellationToken = cancellation };
        Parallel.For(0, objectives.Count, parallel, candidate => values[candidate] = objectives[candidate](ones));

        // A candidate's curve belongs to one thread at a time; the draws of a block of resamples are shared by all.
        var draws = new (int[] In, int[] Out)[DrawnAtOnce];
        for (var from = 0; from < resamples; from += DrawnAtOnce)
        {
            var count = Math.Min(DrawnAtOnce, resamples - from);
            for (var i = 0; i < count; i++)
            {
                draws[i] = Draw(bootstrap, from + i);
            }

            Parallel.For(0, objectives.Count, parallel, candidate =>
            {
                for (var i = 0; i < count; i++)
                {
                    inBag[candidate][from + i] = objectives[candidate](draws[i].In);
                    outOfBag[candidate][from + i] = objectives[candidate](draws[i].Out);
                }
            });
        }

        return new(bootstrap.Rows, bootstrap.Clusters > 1, values, inBag, outOfBag);
    }

    /// <summary>How much more one candidate achieves than another on the same queries, with the standard error of that difference.</summary>
    public (Estimate Estimate, double StandardError) Difference(int one, int other)
    {
        var replicates = Replicates(Values[one] - Values[other], [.. InBag[one].Zip(InBag[other], (a, b) => a - b)]);
        return (replicates.ToEstimate(Rows), replicates.StandardError);
    }

    /// <summary>A statistic of the resamples; without an interval where there is nothing to resample.</summary>
    internal Replicates Replicates(double value, double[] replicates) => new(value, IsDefined ? replicates : [double.NaN]);

    private static (int[] In, int[] Out) Draw(ClusterBootstrap bootstrap, int resample)
    {
        var timesDrawn = new int[bootstrap.Clusters];
        bootstrap.Draw(resample, timesDrawn);
        var inBag = new int[bootstrap.Rows];
        bootstrap.Spread(timesDrawn, inBag);
        return (inBag, Array.ConvertAll(inBag, times => times == 0 ? 1 : 0));
    }
}
