namespace Trainer.Evaluation;

/// <summary>
/// How far predicted probabilities are from what was observed. Targets may be soft: any value in [0, 1]. Expected calibration
/// error (Naeini et al. 2015) = sum over bins of share × |mean observed - mean predicted|; it is biased upwards by the noise
/// inside bins, so the Brier score and the log loss, which are proper, stand beside it, and an estimate that subtracts the noise.
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
    /// Mean squared distance of predicted and observed over the bins of equal count, less what noise alone would give (Kumar, Liang and Ma 2019,
    /// NeurIPS): per bin (mean predicted - mean observed)² - s²/n, s² being the variance of the targets in the bin, which for right-or-wrong targets is
    /// their estimate. May be below 0. A bin of one row has no variance to estimate, and counts as it is.
    /// </summary>
    public double DebiasedSquaredError(ReadOnlySpan<int> rowWeights)
    {
        var (bins, weight) = Sums(_massBin, rowWeights);
        double error = 0;
        foreach (var bin in bins)
        {
            error += bin.Weight / weight * (bin.SquaredExcess - bin.Noise);
        }

        return error;
    }

    /// <summary>What <see cref="DebiasedSquaredError"/> subtracts.</summary>
    public double Noise(ReadOnlySpan<int> rowWeights)
    {
        var (bins, weight) = Sums(_massBin, rowWeights);
        return bins.Sum(bin => bin.Weight / weight * bin.Noise);
    }

    /// <summary>
    /// Murphy's parts of the Brier score (1973, J. Appl. Meteorol. 12:595) over the bins of equal count: reliability - resolution + uncertainty is the
    /// Brier score of predictions that are equal within a bin.
    /// </summary>
    public (double Reliability, double Resolution, double Uncertainty) Murphy(ReadOnlySpan<int> rowWeights)
    {
        var (bins, weight) = Sums(_massBin, rowWeights);
        double target = 0, squares = 0, reliability = 0, resolution = 0;
        foreach (var bin in bins)
        {
            (target, squares) = (target + bin.Target, squares + bin.TargetSquares);
            reliability += bin.Weight * bin.SquaredExcess;
        }

        foreach (var bin in bins)
        {
            var above = bin.Weight > 0 ? (bin.Target / bin.Weight) - (target / weight) : 0;
            resolution += bin.Weight * above * above;
        }

        var mean = target / weight;
        return (reliability / weight, resolution / weight, (squares / weight) - (mean * mean));
    }

    /// <summary>Root of <see cref="DebiasedSquaredError"/>, at least 0: about 0 for calibrated scores, however few rows there are.</summary>
    /// <param name="rowWeights">How often each row counts.</param>
    /// <param name="isResample">Whether the weights are a bootstrap's, which adds the noise once more; it is then taken away once more.</param>
    public double DebiasedError(ReadOnlySpan<int> rowWeights, bool isResample) =>
        Math.Sqrt(Math.Max(0, DebiasedSquaredError(rowWeights) - (isResample ? Noise(rowWeights) : 0)));

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

    private double Error(int[] rowBins, ReadOnlySpan<int> rowWeights)
    {
        var (bins, weight) = Sums(rowBins, rowWeights);
        double error = 0;
        foreach (var bin in bins)
        {
            error += Math.Abs(bin.Predicted - bin.Target);
        }

        return error / weight;
    }

    private (BinSums[] Bins, double Weight) Sums(int[] rowBins, ReadOnlySpan<int> rowWeights)
    {
        var bins = new BinSums[Bins];
        double weight = 0;
        for (var row = 0; row < rowBins.Length; row++)
        {
            weight += rowWeights[row];
            bins[rowBins[row]].Add(rowWeights[row], _predicted[row], _target[row]);
        }

        return (bins, weight);
    }

    private struct BinSums
    {
        public double Weight;
        public double Predicted;
        public double Target;
        public double TargetSquares;

        public void Add(double weight, double predicted, double target)
        {
            Weight += weight;
            Predicted += weight * predicted;
            Target += weight * target;
            TargetSquares += weight * target * target;
        }

        public readonly double SquaredExcess => Weight > 0 ? (Predicted - Target) * (Predicted - Target) / (Weight * Weight) : 0;

        public readonly double Noise => Weight > 1 ? Math.Max(0, (TargetSquares / Weight) - (Target / Weight * (Target / Weight))) / (Weight - 1) : 0;
    }
}
