namespace Trainer.Evaluation.Comparison;

/// <summary>A router's curve in the plane of USD and quality, sorted once and read by many threads.</summary>
internal sealed class RouterCurve
{
    private readonly PairOutcomes? _pair;
    private readonly ScoreOrder? _order;
    private readonly PoolCurve? _pool;

    public RouterCurve(PairOutcomes pair, ScoreOrder order) => (_pair, _order) = (pair, order);

    public RouterCurve(PoolCurve pool) => _pool = pool;

    /// <summary>Gives the points from dear to cheap, and the APGR (NaN of a pool), under weights of the rows.</summary>
    public delegate (CostQuality[] Plane, double Apgr) Reader(ReadOnlySpan<int> rowWeights);

    /// <summary>A reader with buffers of its own; what it gives is valid until it is asked again.</summary>
    public Reader Open()
    {
        if (_pool is not null)
        {
            var pool = _pool.Copy();
            return weights =>
            {
                pool.Weigh(weights);
                return (pool.Plane(), double.NaN);
            };
        }

        var curve = new CostQualityCurve(_pair!, _order!);
        var plane = new CostQuality[curve.Points];
        return weights =>
        {
            curve.Weigh(weights);
            curve.Plane(plane);
            return (plane, curve.Apgr());
        };
    }
}
