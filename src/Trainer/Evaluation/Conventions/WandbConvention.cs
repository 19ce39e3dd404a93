namespace Trainer.Evaluation.Conventions;

/// <summary>
/// The curve of the Weights &amp; Biases router tutorial: for k = 1 .. 1,000 the floor(k / 1000 × n) best-scored queries go to the strong
/// model, and CPT is the bin whose quality is closest to the target, the first of equals. There is no 0 % point, and ties are
/// cut where the rows happen to stand.
/// </summary>
internal static class WandbConvention
{
    public const int Bins = 1_000;

    public static WandbResult Of(PairOutcomes outcomes, ReadOnlySpan<double> scores)
    {
        var order = new ScoreOrder(scores);
        var weak = outcomes.WeakQuality.Average();
        var strong = outcomes.StrongQuality.Average();
        var share = new double[Bins];
        var quality = new double[Bins];
        double gain = 0;
        for (int k = 1, sent = 0; k <= Bins; k++)
        {
            for (var end = (int)((long)k * outcomes.Rows / Bins); sent < end; sent++)
            {
                gain += outcomes.StrongQuality[order.Rows[sent]] - outcomes.WeakQuality[order.Rows[sent]];
            }

            (share[k - 1], quality[k - 1]) = ((double)k / Bins, weak + (gain / outcomes.Rows));
        }

        return new(Nearest(0.5), Nearest(0.8));

        double Nearest(double pgr)
        {
            var target = weak + (pgr * (strong - weak));
            var best = 0;
            for (var bin = 1; bin < Bins; bin++)
            {
                best = Math.Abs(quality[bin] - target) < Math.Abs(quality[best] - target) ? bin : best;
            }

            return strong > weak ? share[best] : double.NaN;
        }
    }
}
