namespace Trainer.Evaluation.Conventions;

/// <summary>
/// RouterBench's average improvement in quality: the area under a router's non-decreasing hull. It depends on the routers that
/// stand in the comparison: all hulls are extended to C, the greatest cost of any. Its code starts each area at the
/// router's own first point and divides by C; its paper divides by the common cost range, C - least cost.
/// </summary>
internal static class RouterBenchAiq
{
    public static AiqResult[] Of(params IReadOnlyList<IReadOnlyList<CostQuality>> routers)
    {
        CostQuality[][] hulls = [.. routers.Select(UpperHull.Of)];
        var greatest = hulls.Max(hull => hull[^1].Cost);
        var least = hulls.Min(hull => hull[0].Cost);
        return Array.ConvertAll(hulls, hull =>
        {
            var area = hull[^1].Quality * (greatest - hull[^1].Cost);
            for (var i = 1; i < hull.Length; i++)
            {
                area += (hull[i].Cost - hull[i - 1].Cost) * (hull[i].Quality + hull[i - 1].Quality) / 2;
            }

            return new AiqResult(hull, area / greatest, area / (greatest - least));
        });
    }
}
