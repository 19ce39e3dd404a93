namespace Trainer.Evaluation;

/// <summary>
/// The non-decreasing concave hull of points in the cost-quality plane: what can be had by tossing a coin between them. Over the
/// single models it is RouterBench's zero router, which needs to know nothing about a query.
/// </summary>
internal static class UpperHull
{
    public static CostQuality[] Of(IEnumerable<CostQuality> points)
    {
        CostQuality[] all = [.. points];
        return all[..Build(all)];
    }

    /// <summary>Reorders the points so that the hull stands first, by rising cost; returns its length. O(n log n), no allocation.</summary>
    public static int Build(Span<CostQuality> points)
    {
        points.Sort(static (a, b) => a.Cost != b.Cost ? a.Cost.CompareTo(b.Cost) : b.Quality.CompareTo(a.Quality));
        var length = 0;
        foreach (var point in points)
        {
            // Dearer and no better: no reason to pay. This also keeps the best of several points of one cost.
            if (length > 0 && point.Quality <= points[length - 1].Quality)
            {
                continue;
            }

            while (length > 1 && !IsAbove(points[length - 1], points[length - 2], point))
            {
                length--;
            }

            points[length++] = point;
        }

        return length;
    }

    /// <summary>
    /// The hull's quality at a cost. Left of the hull nothing can be had by a coin; the cheapest point's quality stands in, which
    /// asks of a still cheaper router that it be as good.
    /// </summary>
    public static double QualityAt(ReadOnlySpan<CostQuality> hull, double cost)
    {
        if (cost <= hull[0].Cost)
        {
            return hull[0].Quality;
        }

        for (var i = 1; i < hull.Length; i++)
        {
            if (cost < hull[i].Cost)
            {
                var part = (cost - hull[i - 1].Cost) / (hull[i].Cost - hull[i - 1].Cost);
                return hull[i - 1].Quality + (part * (hull[i].Quality - hull[i - 1].Quality));
            }
        }

        return hull[^1].Quality;
    }

    private static bool IsAbove(CostQuality middle, CostQuality left, CostQuality right) =>
        (middle.Quality - left.Quality) * (right.Cost - left.Cost) > (right.Quality - left.Quality) * (middle.Cost - left.Cost);
}
