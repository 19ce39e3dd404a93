namespace Trainer.Evaluation;

/// <summary>
/// Mean height of a router's curve over the hull of single models: the area between them / the range of the single models' costs. The
/// curve itself is used, not its hull: a hull picks the lucky points of a noisy curve and would make even a coin look good.
/// </summary>
internal sealed class AreaOverHull(PoolOutcomes singles)
{
    private readonly CostQuality[] _points = new CostQuality[singles.Models];

    /// <summary>
    /// The zero router's hull with row i counted <paramref name="rowWeights"/>[i] times; valid until the next call. O(rows × models).
    /// </summary>
    public ReadOnlySpan<CostQuality> Hull(ReadOnlySpan<int> rowWeights)
    {
        var costUsd = singles.CostUsd ?? throw new InvalidOperationException("Without costs there is no hull in the cost-quality plane.");
        for (var m = 0; m < _points.Length; m++)
        {
            var (costs, qualities) = (costUsd[m], singles.Quality[m]);
            double weight = 0, cost = 0, quality = 0;
            for (var row = 0; row < rowWeights.Length; row++)
            {
                double times = rowWeights[row];
                weight += times;
                cost += times * costs[row];
                quality += times * qualities[row];
            }

            _points[m] = new(cost / weight, quality / weight);
        }

        return _points.AsSpan(0, UpperHull.Build(_points));
    }

    /// <param name="curve">From dear to cheap, along the sweep: where noise makes the cost step back, the area steps back as well.</param>
    /// <param name="rowWeights">The weights the curve was computed with.</param>
    public double Value(ReadOnlySpan<CostQuality> curve, ReadOnlySpan<int> rowWeights)
    {
        var hull = Hull(rowWeights);
        var (least, greatest) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var point in _points)
        {
            (least, greatest) = (Math.Min(least, point.Cost), Math.Max(greatest, point.Cost));
        }

        double area = 0;
        var right = Height(curve[0], hull);
        for (var i = 1; i < curve.Length; i++)
        {
            var left = Height(curve[i], hull);
            area += (curve[i - 1].Cost - curve[i].Cost) * (left + right) / 2;
            right = left;
        }

        return greatest > least ? area / (greatest - least) : double.NaN;
    }

    private static double Height(CostQuality point, ReadOnlySpan<CostQuality> hull) =>
        point.Quality - UpperHull.QualityAt(hull, point.Cost);
}
