namespace Trainer.Evaluation;

/// <summary>
/// The exact cost-quality curve of a score on a pair. Point g sends the g best tie groups to the strong model, g = 0 .. groups;
/// between points the router tosses a coin for the next group, so the curve is a polyline from always weak to always strong.
/// With gain = strong - weak quality and G its total: PGR = gain so far / G; APGR = area under PGR over the strong share.
/// Sorting is done once, O(n log n); <see cref="Weigh"/> re-reads the curve for other row weights in O(n) and allocates nothing.
/// Not for several threads at once: one curve each.
/// </summary>
internal sealed class CostQualityCurve
{
    private readonly ScoreOrder _order;
    private readonly PairOutcomes _outcomes;
    private readonly double[] _weight;
    private readonly double[] _gain;
    private readonly double[] _extraCostUsd;
    private double _weakQuality;
    private double _weakCostUsd;

    public CostQualityCurve(PairOutcomes outcomes, ScoreOrder order)
    {
        if (order.Rows.Length != outcomes.Rows)
        {
            throw new ArgumentException($"{order.Rows.Length} scores for {outcomes.Rows} rows; give one for each row.", nameof(order));
        }

        (_outcomes, _order) = (outcomes, order);
        _weight = new double[order.Groups + 1];
        _gain = new double[order.Groups + 1];
        _extraCostUsd = new double[order.Groups + 1];
        var ones = new int[outcomes.Rows];
        Array.Fill(ones, 1);
        Weigh(ones);
    }

    public CostQualityCurve(PairOutcomes outcomes, ReadOnlySpan<double> scores)
        : this(outcomes, new ScoreOrder(scores))
    {
    }

    /// <summary>In which order rows go to the strong model.</summary>
    public ScoreOrder Order => _order;

    public int Points => _gain.Length;

    public double WeakQuality => _weakQuality / _weight[^1];

    public double StrongQuality => (_weakQuality + _gain[^1]) / _weight[^1];

    /// <summary>Recomputes every point with row i counted <paramref name="rowWeights"/>[i] times.</summary>
    public void Weigh(ReadOnlySpan<int> rowWeights)
    {
        var (weakQuality, strongQuality) = (_outcomes.WeakQuality, _outcomes.StrongQuality);
        var (weakCostUsd, strongCostUsd) = (_outcomes.WeakCostUsd, _outcomes.StrongCostUsd);
        (_weakQuality, _weakCostUsd) = (0, 0);
        double weight = 0, gain = 0, extraCostUsd = 0;
        var position = 0;
        for (var group = 0; group < _order.GroupEnds.Length; group++)
        {
            for (var end = _order.GroupEnds[group]; position < end; position++)
            {
                var row = _order.Rows[position];
                double times = rowWeights[row];
                weight += times;
                gain += times * (strongQuality[row] - weakQuality[row]);
                _weakQuality += times * weakQuality[row];
                if (weakCostUsd is not null)
                {
                    extraCostUsd += times * (strongCostUsd![row] - weakCostUsd[row]);
                    _weakCostUsd += times * weakCostUsd[row];
                }
            }

            (_weight[group + 1], _gain[group + 1], _extraCostUsd[group + 1]) = (weight, gain, extraCostUsd);
        }
    }

    public double StrongShare(int point) => _weight[point] / _weight[^1];

    public double Quality(int point) => (_weakQuality + _gain[point]) / _weight[^1];

    public CurvePoint this[int point] => new(
        point == 0 ? double.PositiveInfinity : _order.Threshold(point - 1),
        StrongShare(point),
        Quality(point),
        _outcomes.Pool.CostUsd is null ? null : (_weakCostUsd + _extraCostUsd[point]) / _weight[^1]);

    /// <summary>
    /// The points in the plane of USD and quality, from always strong to always weak, into a buffer of <see cref="Points"/>.
    /// </summary>
    public void Plane(Span<CostQuality> plane)
    {
        for (var point = 0; point < plane.Length; point++)
        {
            plane[^(point + 1)] = new((_weakCostUsd + _extraCostUsd[point]) / _weight[^1], Quality(point));
        }
    }

    /// <summary>Mean quality at each strong share, on the polyline. O(points + places).</summary>
    /// <param name="shares">Rising, in [0, 1].</param>
    /// <param name="heights">One per share.</param>
    public void AtShares(ReadOnlySpan<double> shares, Span<double> heights)
    {
        var right = 1;
        for (var i = 0; i < shares.Length; i++)
        {
            var target = shares[i] * _weight[^1];
            while (right < _gain.Length - 1 && _weight[right] < target)
            {
                right++;
            }

            var width = _weight[right] - _weight[right - 1];
            var part = width > 0 ? (target - _weight[right - 1]) / width : 1;
            heights[i] = (_weakQuality + _gain[right - 1] + (part * (_gain[right] - _gain[right - 1]))) / _weight[^1];
        }
    }

    /// <summary>Performance gap recovered at a strong share, on the polyline; NaN where strong is no better than weak.</summary>
    public double Pgr(double strongShare)
    {
        if (!(_gain[^1] > 0))
        {
            return double.NaN;
        }

        var target = strongShare * _weight[^1];
        var right = 1;
        while (right < _gain.Length - 1 && _weight[right] < target)
        {
            right++;
        }

        var width = _weight[right] - _weight[right - 1];
        var part = width > 0 ? (target - _weight[right - 1]) / width : 1;
        return (_gain[right - 1] + (part * (_gain[right] - _gain[right - 1]))) / _gain[^1];
    }

    /// <summary>
    /// Average PGR, the exact area: (area - weak) / (strong - weak). A coin gives 1/2; NaN where strong is no better than weak.
    /// </summary>
    public double Apgr() => _gain[^1] > 0 ? DoubleArea() / (2 * _weight[^1] * _gain[^1]) : double.NaN;

    /// <summary>The area between the curve and always weak, in units of quality: APGR without its denominator, and defined without it.</summary>
    public double GainArea() => DoubleArea() / (2 * _weight[^1] * _weight[^1]);

    /// <summary>RouteLLM's paper: the mean PGR at strong shares of 10, 20, ..., 100 %.</summary>
    public double PaperApgr()
    {
        double sum = 0;
        for (var tenth = 1; tenth <= 10; tenth++)
        {
            sum += Pgr(tenth / 10.0);
        }

        return sum / 10;
    }

    /// <summary>
    /// Call-performance threshold: the least strong share, at a threshold that exists, whose PGR is at least
    /// <paramref name="pgr"/>. NaN where it is never reached, or strong is no better than weak.
    /// </summary>
    public double Cpt(double pgr)
    {
        if (_gain[^1] > 0)
        {
            for (var point = 0; point < _gain.Length; point++)
            {
                if (_gain[point] >= pgr * _gain[^1])
                {
                    return StrongShare(point);
                }
            }
        }

        return double.NaN;
    }

    private double DoubleArea()
    {
        double area = 0;
        for (var right = 1; right < _gain.Length; right++)
        {
            area += (_weight[right] - _weight[right - 1]) * (_gain[right - 1] + _gain[right]);
        }

        return area;
    }
}
