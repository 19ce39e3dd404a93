namespace Trainer.Calibration;

/// <summary>
/// The rising sequence that is nearest to given values in weighted squares (Ayer, Brunk, Ewing, Reid and Silverman 1955, Ann. Math. Stat. 26:641),
/// as blocks of equal value. O(n).
/// </summary>
internal static class PoolAdjacentViolators
{
    /// <param name="blocks">In the order in which they shall rise.</param>
    /// <param name="mustPool">Whether two neighbours are to be one; null for those that do not rise.</param>
    public static List<ScoreBlock> Pool(IEnumerable<ScoreBlock> blocks, Func<ScoreBlock, ScoreBlock, bool>? mustPool = null)
    {
        mustPool ??= (one, next) => next.Target <= one.Target;
        var pooled = new List<ScoreBlock>();
        foreach (var block in blocks)
        {
            var last = block;
            while (pooled.Count > 0 && mustPool(pooled[^1], last))
            {
                last = pooled[^1].With(last);
                pooled.RemoveAt(pooled.Count - 1);
            }

            pooled.Add(last);
        }

        return pooled;
    }
}
