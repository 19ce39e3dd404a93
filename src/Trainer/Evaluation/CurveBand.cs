namespace Trainer.Evaluation;

/// <summary>
/// Where the whole curve lies, pointwise: at each place of a grid the 95 % percentile interval of its height over resamples in which the curve was
/// recomputed. Not a band that holds the whole curve at once.
/// </summary>
/// <param name="Axis">What the places are.</param>
/// <param name="Points">By rising place.</param>
internal sealed record CurveBand(CurveAxis Axis, IReadOnlyList<BandPoint> Points)
{
    /// <summary>Places on a grid.</summary>
    public const int Places = 51;

    /// <summary>Evenly spaced, ends included.</summary>
    public static double[] Grid(double low, double high) =>
        [.. Enumerable.Range(0, Places).Select(i => low + ((high - low) * i / (Places - 1)))];

    /// <summary>A band from one statistic per place.</summary>
    public static CurveBand Of(CurveAxis axis, double[] grid, IEnumerable<Replicates> heights) =>
        new(axis, [.. grid.Zip(heights, (at, height) => new BandPoint(at, height.Value, height.Bound(0.025), height.Bound(0.975)))]);
}
