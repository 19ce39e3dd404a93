namespace Trainer.Evaluation;

/// <summary>One setting of a router and what it gives.</summary>
/// <param name="Setting">A pair's threshold, a pool's trade-off (quality per USD); infinite where no query goes to the strong
/// model.</param>
/// <param name="StrongShare">Share of queries sent to the strong model; null for a pool.</param>
/// <param name="Quality">Mean realised quality.</param>
/// <param name="CostUsd">Mean realised cost per query; null where prices are unknown.</param>
internal readonly record struct CurvePoint(double Setting, double? StrongShare, double Quality, double? CostUsd)
{
    /// <summary>At most <paramref name="limit"/> of the indices 0 .. count - 1, evenly spaced, first and last included.</summary>
    public static int[] Spread(int count, int limit) =>
        count <= limit
            ? [.. Enumerable.Range(0, count)]
            : [.. Enumerable.Range(0, limit).Select(i => (int)((long)i * (count - 1) / (limit - 1)))];
}
