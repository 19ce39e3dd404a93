using Trainer.Export;

namespace Trainer.Evaluation;

/// <summary>
/// Two areas under ROC curves on the same rows, with the covariance of DeLong, DeLong and Clarke-Pearson (1988, Biometrics 44:837) by the
/// mid-ranks of Sun and Xu (2014, IEEE Signal Process. Lett. 21:1389). O(n log n). Rows count as independent.
/// </summary>
/// <param name="First">Area of the first score; NaN where a class is missing.</param>
/// <param name="Second">Area of the second score.</param>
/// <param name="FirstVariance">Variance of the first area; NaN with fewer than two rows of a class.</param>
/// <param name="SecondVariance">Variance of the second area.</param>
/// <param name="Covariance">Their covariance.</param>
internal sealed record DeLong(double First, double Second, double FirstVariance, double SecondVariance, double Covariance)
{
    /// <summary>The second area less the first.</summary>
    public NormalEstimate Difference =>
        new(Second - First, Math.Sqrt(Math.Max(0, FirstVariance + SecondVariance - (2 * Covariance))));

    /// <summary>The first area with its 95 % interval, kept in [0, 1].</summary>
    public Estimate ToEstimate(int n)
    {
        var half = StandardNormal.Quantile(0.975) * Math.Sqrt(FirstVariance);
        return new(First, Math.Max(0, First - half), Math.Min(1, First + half), n);
    }

    public static DeLong Of(ReadOnlySpan<double> first, ReadOnlySpan<double> second, ReadOnlySpan<bool> positive)
    {
        if (first.Length != positive.Length || second.Length != positive.Length)
        {
            throw new ArgumentException(
                $"{first.Length} and {second.Length} scores for {positive.Length} rows; give one of each for each row.");
        }

        var positives = positive.Count(true);
        var negatives = positive.Length - positives;
        if (positives == 0 || negatives == 0)
        {
            return new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
        }

        var (firstOfPositives, firstOfNegatives) = Placements(first, positive, positives);
        var (secondOfPositives, secondOfNegatives) = Placements(second, positive, positives);
        double Sum(double[] a1, double[] b1, double[] a0, double[] b0) =>
            (Covary(a1, b1) / positives) + (Covary(a0, b0) / negatives);
        return new(
            firstOfPositives.Average(),
            secondOfPositives.Average(),
            Sum(firstOfPositives, firstOfPositives, firstOfNegatives, firstOfNegatives),
            Sum(secondOfPositives, secondOfPositives, secondOfNegatives, secondOfNegatives),
            Sum(firstOfPositives, secondOfPositives, firstOfNegatives, secondOfNegatives));
    }

    // Of each positive row the share of negative rows below it, of each negative one the share of positive rows above it, ties half: the
    // rank among all rows less the rank among its own class counts the rows of the other class below.
    private static (double[] OfPositives, double[] OfNegatives) Placements(
        ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive, int positives)
    {
        var negatives = scores.Length - positives;
        var (high, low) = (new double[positives], new double[negatives]);
        for (int row = 0, p = 0, q = 0; row < scores.Length; row++)
        {
            _ = positive[row] ? high[p++] = scores[row] : low[q++] = scores[row];
        }

        var (all, ofHigh, ofLow) = (MidRanks([.. high, .. low]), MidRanks(high), MidRanks(low));
        for (var p = 0; p < positives; p++)
        {
            high[p] = (all[p] - ofHigh[p]) / negatives;
        }

        for (var q = 0; q < negatives; q++)
        {
            low[q] = 1 - ((all[positives + q] - ofLow[q]) / positives);
        }

        return (high, low);
    }

    private static double[] MidRanks(double[] values)
    {
        var sorted = values.ToArray();
        var order = Enumerable.Range(0, values.Length).ToArray();
        Array.Sort(sorted, order);
        var ranks = new double[values.Length];
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            for (end = start + 1; end < sorted.Length && sorted[end] == sorted[start]; end++)
            {
            }

            for (var i = start; i < end; i++)
            {
                ranks[order[i]] = (start + 1 + end) / 2.0;
            }
        }

        return ranks;
    }

    private static double Covary(double[] a, double[] b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        return a.Length < 2 ? double.NaN : a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum() / (a.Length - 1);
    }
}
