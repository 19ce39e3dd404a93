namespace Trainer.Evaluation;

/// <summary>Reads a curve on a grid.</summary>
internal static class CurveReading
{
    /// <summary>
    /// The height at each cost, along straight lines between points, where the curve coming from its cheap end first reaches that cost; NaN where it does
    /// not. O(points + places) for a curve whose costs rise.
    /// </summary>
    /// <param name="plane">From dear to cheap.</param>
    /// <param name="costs">Rising.</param>
    /// <param name="heights">One per cost.</param>
    public static void AtCosts(ReadOnlySpan<CostQuality> plane, ReadOnlySpan<double> costs, Span<double> heights)
    {
        heights.Fill(double.NaN);
        var place = 0;
        while (place < costs.Length && costs[place] < plane[^1].Cost)
        {
            place++;
        }

        for (var i = plane.Length - 1; i >= 0; i--)
        {
            for (; place < costs.Length && costs[place] <= plane[i].Cost; place++)
            {
                var before = i == plane.Length - 1 ? plane[i] : plane[i + 1];
                var width = plane[i].Cost - before.Cost;
                heights[place] = width > 0
                    ? before.Quality + ((costs[place] - before.Cost) / width * (plane[i].Quality - before.Quality))
                    : plane[i].Quality;
            }
        }
    }
}
