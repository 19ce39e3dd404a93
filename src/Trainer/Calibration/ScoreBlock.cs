namespace Trainer.Calibration;

/// <summary>Neighbouring raw scores that are taken together.</summary>
/// <param name="Weight">How many rows it has.</param>
/// <param name="Raw">Their mean score.</param>
/// <param name="Target">Their mean target.</param>
/// <param name="From">The least of the scores.</param>
/// <param name="To">The greatest.</param>
internal readonly record struct ScoreBlock(double Weight, double Raw, double Target, double From, double To)
{
    public ScoreBlock With(ScoreBlock next)
    {
        var weight = Weight + next.Weight;
        return new(
            weight,
            ((Weight * Raw) + (next.Weight * next.Raw)) / weight,
            ((Weight * Target) + (next.Weight * next.Target)) / weight,
            From,
            next.To);
    }

    /// <summary>Log-odds of the mean target.</summary>
    public double LogOdds => Math.Log(Target / (1 - Target));

    /// <summary>
    /// Draws the mean target towards the overall one by the weight of one row, because a block of few rows speaks too surely, and one of a single
    /// row with certainty.
    /// </summary>
    public ScoreBlock Drawn(double overall) => this with { Target = ((Weight * Target) + overall) / (Weight + 1) };

    /// <summary>Rows of equal score as one block each, by rising score. O(n log n).</summary>
    public static List<ScoreBlock> Of(ReadOnlySpan<double> raw, ReadOnlySpan<double> target)
    {
        var (scores, targets) = (raw.ToArray(), target.ToArray());
        int[] order = [.. Enumerable.Range(0, scores.Length).OrderBy(i => scores[i])]; // a stable sort
        return PoolAdjacentViolators.Pool(
            order.Select(i => new ScoreBlock(1, scores[i], targets[i], scores[i], scores[i])), (one, next) => one.To == next.From);
    }
}
