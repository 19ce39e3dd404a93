namespace Trainer.Evaluation;

/// <summary>
/// How far predicted probabilities are from what was observed. Targets may be soft: any value in [0, 1]. Expected calibration
/// error (Naeini et al. 2015) = sum over bins of share × |mean observed - mean predicted|; it is biased upwards by the noise
/// inside bins, so the Brier score and the log loss, which are proper, stand beside it.
/// </summary>
internal sealed class CalibrationMeasures
{
    public const int Bins = 15;

    private readonly double[] _predicted;
    private readonly double[] _target;
    private readonly int[] _widthBin;
    private readonly int[] _massBin;

    public CalibrationMeasures(double[] predicted, double[] target)
    {
        if (predicted.Length != target.Length || !predicted.Concat(target).All(value => value is >= 0 and <= 1))
        {
            throw new ArgumentException("Calibration needs as many targets as predictions, and both in [0, 1].", nameof(predicted));
        }

        (_predicted, _target) = (predicted, target);
        _widthBin = Array.ConvertAll(predicted, p => Math.Min((int)(p * Bins), Bins - 1));
        _massBin = EqualMass(predicted);
    }

    /// <summary>Squared errors; their mean is the Brier score.</summary>
    public double[] SquaredErrors() => [.. _predicted.Zip(_target, (p, y) => (p - y) * (p - y))];

    /// <summary>Cross-entropies; their mean is the log loss. Probabilities are kept 1e-15 away from 0 and 1, as scikit-learn did.</summary>
    public double[] LogLosses() => [.. _predicted.Zip(_target, (p, y) =>
    {
        var kept = Math.Clamp(p, 1e-15, 1 - 1e-15);
        return -(y * Math.Log(kept)) - ((1 - y) * Math.Log(1 - kept));
    })];

    /// <summary>ECE over 15 bins of equal width, closed on the left, the last one on both sides. O(rows).</summary>
    public double Ece(ReadOnlySpan<int> rowWeights) => Error(_widthBin, rowWeights);

    /// <summary>
    /// ECE over 15 bins of equal count; equal predictions share a bin. The bins stay as they are when rows are reweighted.
    /// </summary>
    public double EqualMassEce(ReadOnlySpan<int> rowWeights) => Error(_massBin, rowWeights);

    /// <summary>
    /// Root of the mean squared calibration error over bins of equal count, debiased (Kumar, Liang and Ma 2019, arXiv:1909.10155, eq.
    /// 3): from each bin's squared excess the noise of its mean is taken away, so that a calibrated score has about 0 however few rows
    /// there are. Rows count as independent. O(rows).
    /// </summary>
    /// <param name="rowWeights">How often each row counts.</param>
    /// <param name="isResample">
    /// Whether the weights are a bootstrap's. Resampling adds the noise of the mean once more, which is then taken away, too.
    /// </param>
    public double DebiasedError(ReadOnlySpan<int> rowWeights, bool isResample)
    {
        Span<double> count = stackalloc double[Bins];
        Span<double> excess = stackalloc double[Bins];
        Span<double> squares = stackalloc double[Bins];
        double weight = 0;
        for (var row = 0; row < _massBin.Length; row++)
        {
            var (bin, times, error) = (_massBin[row], (double)rowWeights[row], _predicted[row] - _target[row]);
            weight += times;
            count[bin] += times;
            excess[bin] += times * error;
            squares[bin] += times * error * error;
        }

        double sum = 0;
        for (var bin = 0; bin < Bins; bin++)
        {
            if (count[bin] > 1)
            {
                var mean = excess[bin] / count[bin];
                var noise = ((squares[bin] / count[bin]) - (mean * mean)) / (count[bin] - 1);
                sum += count[bin] * ((mean * mean) - (isResample ? 2 * noise : noise));
            }
        }

        return Math.Sqrt(Math.Max(0, sum / weight));
    }

    /// <summary>The bins of equal width that are not empty, each with Wilson's interval (1927, JASA 22:209).</summary>
    public IReadOnlyList<ReliabilityBin> Reliability() =>
        [.. Enumerable.Range(0, _predicted.Length).GroupBy(row => _widthBin[row]).OrderBy(bin => bin.Key).Select(bin =>
            new ReliabilityBin(
                (double)bin.Key / Bins,
                (double)(bin.Key + 1) / Bins,
                bin.Average(row => _predicted[row]),
                WilsonInterval.Of(bin.Average(row => _target[row]), bin.Count())))];

    private static int[] EqualMass(double[] predicted)
    {
        var bins = new int[predicted.Length];
        var order = new ScoreOrder(predicted);
        var start = 0;
        foreach (var end in order.GroupEnds)
        {
            var bin = (int)((long)start * Bins / predicted.Length);
            for (; start < end; start++)
            {
                bins[order.Rows[start]] = bin;
            }
        }

        return bins;
    }

    private double Error(int[] bins, ReadOnlySpan<int> rowWeights)
    {
        Span<double> excess = stackalloc double[Bins];
        double weight = 0;
        for (var row = 0; row < bins.Length; row++)
        {
            weight += rowWeights[row];
            excess[bins[row]] += rowWeights[row] * (_predicted[row] - _target[row]);
        }

        double error = 0;
        foreach (var value in excess)
        {
            error += Math.Abs(value);
        }

        return error / weight;
    }
}
