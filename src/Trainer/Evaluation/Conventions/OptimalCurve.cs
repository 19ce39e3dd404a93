namespace Trainer.Evaluation.Conventions;

/// <summary>
/// The best that any router of a pair can do with a budget of strong calls: the largest positive gains first, never a call that
/// hurts. Above the knee it therefore stays above the strong model, and its APGR exceeds 1.
/// </summary>
internal sealed class OptimalCurve
{
    private readonly double _weakSum;
    private readonly double[] _gains;
    private readonly double _gap;
    private readonly int _rows;

    public OptimalCurve(PairOutcomes outcomes)
    {
        _rows = outcomes.Rows;
        _weakSum = outcomes.WeakQuality.Sum();
        _gap = outcomes.StrongQuality.Sum() - _weakSum;
        _gains = [.. outcomes.StrongQuality.Zip(outcomes.WeakQuality, (s, w) => s - w).Where(gain => gain > 0).OrderDescending()];
    }

    /// <summary>Mean quality with a share of strong calls; a fraction of a call counts as that fraction of its gain.</summary>
    public double AtShare(double strongShare) => AtCalls(strongShare * _rows);

    /// <summary>Mean quality with a number of strong calls.</summary>
    public double AtCalls(double calls)
    {
        var sum = _weakSum;
        for (var i = 0; i < _gains.Length && i < calls; i++)
        {
            sum += _gains[i] * Math.Min(1, calls - i);
        }

        return sum / _rows;
    }

    /// <summary>The least share of strong calls that recovers a part of the gap; NaN where strong is no better than weak.</summary>
    public double Cpt(double pgr)
    {
        var target = pgr * _gap;
        double sum = 0;
        for (var i = 0; i < _gains.Length && _gap > 0; i++)
        {
            if (sum + _gains[i] >= target)
            {
                return (i + ((target - sum) / _gains[i])) / _rows;
            }

            sum += _gains[i];
        }

        return double.NaN;
    }
}
