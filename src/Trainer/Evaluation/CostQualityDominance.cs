namespace Trainer.Evaluation;

/// <summary>Which points of the cost-quality plane another one beats.</summary>
internal static class CostQualityDominance
{
    /// <summary>No dearer and no worse, and one of both strictly.</summary>
    public static bool Dominates(CostQuality a, CostQuality b) =>
        a.Cost <= b.Cost && a.Quality >= b.Quality && (a.Cost < b.Cost || a.Quality > b.Quality);

    /// <summary>Whether any of the points dominates this one. O(points).</summary>
    public static bool IsDominated(CostQuality point, ReadOnlySpan<CostQuality> points)
    {
        foreach (var other in points)
        {
            if (Dominates(other, point))
            {
                return true;
            }
        }

        return false;
    }
}
