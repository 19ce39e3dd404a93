using System.Runtime.Intrinsics;

namespace Trainer.Learners.Trees;

/// <summary>
/// Second-order gain (Chen and Guestrin 2016, KDD, eq. 7): G²/(H + λ) of either side. With constant curvature it is the reduction of
/// variance. A row's cell is count | curvature | gradient, the gradient signed and lowest; where curvature is constant the count is it.
/// </summary>
internal readonly struct SecondOrder : ICriterion<SecondOrder>
{
    private readonly int _gradientBits;
    private readonly int _hessianBits;
    private readonly double _gradientUnit;
    private readonly double _hessianUnit;
    private readonly double _l2;
    private readonly double _minCount;
    private readonly double _minHessian;
    private readonly double _largest;

    private SecondOrder(int gradientBits, int hessianBits, double gradientUnit, double hessianUnit, double largest, TreeGrowth growth)
    {
        (_gradientBits, _hessianBits, _gradientUnit, _hessianUnit) = (gradientBits, hessianBits, gradientUnit, hessianUnit);
        _l2 = growth.L2 / hessianUnit;
        _minHessian = growth.MinChildWeight / hessianUnit;
        _minCount = growth.MinRows;
        _largest = largest;
    }

    /// <summary>Rows that can be packed together; a tree must not look at more.</summary>
    public const int MaxRows = (1 << 20) - 1;

    /// <summary>
    /// Packs what the given rows add. Gradients and curvatures are rounded to the units that the number of rows leaves room for, the
    /// rounding error of a row being carried to the next one, so that sums stay unbiased (cf. Shi et al. 2022, NeurIPS, who round at
    /// random to as few as 3 bits).
    /// </summary>
    /// <param name="gradients">Per row.</param>
    /// <param name="hessians">Per row; empty where all are 1.</param>
    /// <param name="rows">At most <see cref="MaxRows"/> with their weights.</param>
    /// <param name="weights">Times that a row counts, per row; empty for once.</param>
    /// <param name="growth">Penalty and least sizes of a leaf.</param>
    /// <param name="cells">Gets a cell for each of the rows.</param>
    public static SecondOrder Pack(
        ReadOnlySpan<double> gradients,
        ReadOnlySpan<double> hessians,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<int> weights,
        TreeGrowth growth,
        Span<long> cells)
    {
        long total = 0;
        double largest = 0, steepest = 0;
        foreach (var row in rows)
        {
            total += weights.IsEmpty ? 1 : weights[row];
            largest = Math.Max(largest, Math.Abs(gradients[row]));
            steepest = Math.Max(steepest, hessians.IsEmpty ? 1 : hessians[row]);
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(total, MaxRows);
        var countBits = 64 - (int)long.LeadingZeroCount(total);
        var spare = hessians.IsEmpty ? Math.Min(63 - (2 * countBits), 40) : 63 - (3 * countBits);
        var hessianFraction = hessians.IsEmpty ? 0 : Math.Min(spare * 2 / 5, 20);
        var gradientFraction = Math.Min(spare - hessianFraction, 30);
        var format = new SecondOrder(
            countBits + gradientFraction + 1,
            hessians.IsEmpty ? 0 : countBits + hessianFraction,
            Unit(largest, gradientFraction),
            hessians.IsEmpty ? 1 : Unit(steepest, hessianFraction),
            hessians.IsEmpty ? Math.Round(largest / Unit(largest, gradientFraction)) : double.PositiveInfinity,
            growth);
        format.Write(gradients, hessians, rows, weights, cells);
        return format;
    }

    public Vector512<double> Split(Vector512<long> left, Vector512<long> right, int place)
    {
        var (countLeft, hessianLeft, gradientLeft) = Unpack(left);
        var (countRight, hessianRight, gradientRight) = Unpack(right);
        var a = hessianLeft + Vector512.Create(_l2);
        var b = hessianRight + Vector512.Create(_l2);

        // One division instead of two.
        var score = ((gradientLeft * gradientLeft * b) + (gradientRight * gradientRight * a)) / (a * b);
        return Vector512.ConditionalSelect(
            Allowed(countLeft, hessianLeft, countRight, hessianRight), score, Vector512.Create(double.NegativeInfinity));
    }

    public double Score(long sums)
    {
        var (_, hessian, gradient) = Unpack(Vector512.Create(sums));
        return gradient[0] == 0 ? 0 : gradient[0] * gradient[0] / (hessian[0] + _l2);
    }

    public bool IsPure(long sums)
    {
        var (count, _, gradient) = Unpack(Vector512.Create(sums));
        return Math.Abs(gradient[0]) >= count[0] * _largest;
    }

    public SecondOrder Within(double lower, double upper) => this;

    public (int Direction, double Middle) Order(long left, long right, int place) => (0, 0);

    /// <summary>The best value for rows with these sums, in units of the criterion: -G/(H + λ).</summary>
    internal Vector512<double> Value(Vector512<double> hessian, Vector512<double> gradient) =>
        -gradient / (hessian + Vector512.Create(_l2));

    /// <summary>Real values per unit of <see cref="Value"/>.</summary>
    internal double ValueUnit => _gradientUnit / _hessianUnit;

    /// <summary>Real gradient per unit of a cell.</summary>
    internal double GradientUnit => _gradientUnit;

    internal double L2 => _l2;

    internal Vector512<double> Allowed(
        Vector512<double> countLeft, Vector512<double> hessianLeft, Vector512<double> countRight, Vector512<double> hessianRight) =>
        Vector512.GreaterThanOrEqual(Vector512.Min(countLeft, countRight), Vector512.Create(_minCount)) &
        Vector512.GreaterThanOrEqual(Vector512.Min(hessianLeft, hessianRight), Vector512.Create(_minHessian));

    internal (Vector512<double> Count, Vector512<double> Hessian, Vector512<double> Gradient) Unpack(Vector512<long> sums)
    {
        // A negative gradient has borrowed from the fields above it.
        var gradient = Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(sums, 64 - _gradientBits), 64 - _gradientBits);
        var above = Vector512.ShiftRightLogical(sums - gradient, _gradientBits);
        var count = Vector512.ConvertToDouble(Vector512.ShiftRightLogical(above, _hessianBits));
        var hessian = _hessianBits == 0 ? count : Vector512.ConvertToDouble(above & Vector512.Create((1L << _hessianBits) - 1));
        return (count, hessian, Vector512.ConvertToDouble(gradient));
    }

    // A power of two, so that halves and quarters stay exact.
    private static double Unit(double largest, int fraction) =>
        largest > 0 ? Math.ScaleB(1, Math.Max(-1000, (int)Math.Ceiling(Math.Log2(largest))) - fraction) : 1;

    private void Write(
        ReadOnlySpan<double> gradients, ReadOnlySpan<double> hessians, ReadOnlySpan<int> rows, ReadOnlySpan<int> weights, Span<long> cells)
    {
        double gradientCarry = 0, hessianCarry = 0;
        foreach (var row in rows)
        {
            var gradient = Carried(gradients[row] / _gradientUnit, ref gradientCarry);
            var upper = 1L;
            if (!hessians.IsEmpty)
            {
                upper = (1L << _hessianBits) + Math.Max(0, Carried(hessians[row] / _hessianUnit, ref hessianCarry));
            }

            cells[row] = ((upper << _gradientBits) + gradient) * (weights.IsEmpty ? 1 : weights[row]);
        }
    }

    private static long Carried(double value, ref double carry)
    {
        var rounded = Math.Round(value + carry);
        carry += value - rounded;
        return (long)rounded;
    }
}
