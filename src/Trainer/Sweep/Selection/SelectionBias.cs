using Trainer.Export;

namespace Trainer.Sweep.Selection;

/// <summary>
/// What the best of many trials owes to luck. In each resample of the queries the best trial is chosen in-bag and judged out-of-bag
/// (Tsamardinos, Greasidou and Borboudakis 2018, Machine Learning 107:1895, BBC-CV). What all trials share of an out-of-bag sample,
/// how hard its queries happen to be, is no part of the bias and is taken off with the mean trial: corrected = mean of all trials on all
/// queries + mean over resamples of (chosen trial − mean trial, out-of-bag). In-bag queries repeat, which makes the choice noisier than
/// the real one: where trials differ, the corrected value is on the low side.
/// </summary>
/// <param name="Best">The trial with the best objective on all queries; ties to the first.</param>
/// <param name="Optimism">How much the best trial's objective is too high. The interval is of the out-of-bag values, and so a wide one.</param>
/// <param name="Corrected">The objective without it, in the same way.</param>
/// <param name="WinShares">Of every trial, in how many of the resamples it was the best; they add up to 1.</param>
internal sealed record SelectionBias(int Best, Estimate Optimism, Estimate Corrected, IReadOnlyList<double> WinShares)
{
    /// <summary>O(trials × resamples).</summary>
    public static SelectionBias Of(ResampledObjectives trials)
    {
        var winners = Winners(trials);
        var chosen = ArgMax(trials.Values);
        var mean = trials.Values.Average();
        var (gains, means) = (new double[trials.Resamples], new double[trials.Resamples]);
        for (var b = 0; b < gains.Length; b++)
        {
            means[b] = winners[b] < 0 ? double.NaN : Mean(trials.OutOfBag, b);
            gains[b] = winners[b] < 0 ? double.NaN : trials.OutOfBag[winners[b]][b] - means[b];
        }

        var corrected = mean + Defined(gains).Average();
        var (own, shift) = (trials.Values[chosen], mean - Defined(means).Average());
        var shares = new double[trials.Values.Length];
        var won = winners.Count(winner => winner >= 0);
        foreach (var winner in winners.Where(winner => winner >= 0))
        {
            shares[winner] += 1.0 / won;
        }

        return new(
            chosen,
            trials.Replicates(own - corrected, Array.ConvertAll(gains, gain => own - mean - gain)).ToEstimate(trials.Rows),
            trials.Replicates(corrected, [.. gains.Zip(means, (gain, level) => gain + level + shift)]).ToEstimate(trials.Rows),
            shares);
    }

    /// <summary>
    /// How much more than a rival the chosen trial really achieves, the search's optimism taken off in the same way; the rival is one that
    /// was not chosen among many.
    /// </summary>
    public static Estimate CorrectedGain(ResampledObjectives trials, ResampledObjectives rivals, int rival)
    {
        var winners = Winners(trials);
        var (gains, shifts) = (new double[trials.Resamples], new double[trials.Resamples]);
        for (var b = 0; b < gains.Length; b++)
        {
            gains[b] = winners[b] < 0 ? double.NaN : trials.OutOfBag[winners[b]][b] - rivals.OutOfBag[rival][b];
            shifts[b] = winners[b] < 0 ? double.NaN : Mean(trials.OutOfBag, b) - rivals.OutOfBag[rival][b];
        }

        var shift = trials.Values.Average() - rivals.Values[rival] - Defined(shifts).Average();
        return trials.Replicates(
            Defined(gains).Average() + shift, Array.ConvertAll(gains, gain => gain + shift)).ToEstimate(trials.Rows);
    }

    // The best in-bag trial of each resample, or -1 where an objective is undefined.
    private static int[] Winners(ResampledObjectives trials) => [.. Enumerable.Range(0, trials.Resamples).Select(b =>
        trials.InBag.Any(values => double.IsNaN(values[b])) || trials.OutOfBag.Any(values => double.IsNaN(values[b]))
            ? -1
            : ArgMax([.. trials.InBag.Select(values => values[b])]))];

    private static IEnumerable<double> Defined(double[] values) => values.Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN);

    private static double Mean(double[][] values, int resample) => values.Average(column => column[resample]);

    private static int ArgMax(double[] values)
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
        {
            best = values[i] > values[best] ? i : best;
        }

        return best;
    }
}
