namespace Trainer.Calibration;

/// <summary>
/// The mean target of each of at most fifteen bins of equal count (Zadrozny and Elkan 2001, ICML); equal scores share a bin, a bin has at least ten
/// rows, and bins that do not rise are pooled. All queries of a bin score alike: few thresholds are left, and the learner's order inside a bin is
/// lost, which is why it is used only where it is asked for.
/// </summary>
internal sealed record HistogramBinning : PiecewiseCalibrator
{
    private const int MostBins = 15;
    private const int LeastRows = 10;

    /// <param name="edges">Between the bins, rising; midway between two scores.</param>
    /// <param name="logOdds">Of the bins, rising; one more than edges.</param>
    public HistogramBinning(float[] edges, float[] logOdds)
    {
        (Edges, Levels) = (edges, logOdds);
        SetPieces(edges, new float[logOdds.Length], logOdds, new float[logOdds.Length]);
    }

    /// <summary>Raw scores at which a bin begins.</summary>
    public float[] Edges { get; }

    /// <summary>Log-odds of the bins.</summary>
    public float[] Levels { get; }

    public override bool IsUnsettled(float raw) => Edges.Any(edge => MathF.Abs(raw - edge) <= 1e-5f * MathF.Max(1, MathF.Abs(edge)));

    /// <summary>Fits; O(n log n).</summary>
    public static HistogramBinning Fit(ReadOnlySpan<double> raw, ReadOnlySpan<double> target)
    {
        var n = raw.Length;
        if (n == 0)
        {
            return new HistogramBinning([], [0]);
        }

        var bins = Math.Clamp(n / LeastRows, 1, MostBins);
        var rows = ScoreBlock.Of(raw, target);
        var overall = Drawn(rows.Aggregate((one, next) => one.With(next)).Target, n);
        var (mass, bin) = (0.0, new List<(int Bin, ScoreBlock Block)>());
        foreach (var block in rows)
        {
            bin.Add(((int)Math.Min(bins - 1, (mass + (block.Weight / 2)) * bins / n), block));
            mass += block.Weight;
        }

        var pooled = PoolAdjacentViolators.Pool(bin
            .GroupBy(entry => entry.Bin, entry => entry.Block)
            .Select(group => group.Aggregate((one, next) => one.With(next)).Drawn(overall)));
        return new HistogramBinning(
            [.. pooled.Zip(pooled.Skip(1), (one, next) => (float)((one.To + next.From) / 2))], [.. pooled.Select(block => (float)block.LogOdds)]);
    }
}
