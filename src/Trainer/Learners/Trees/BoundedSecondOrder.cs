using System.Runtime.Intrinsics;

namespace Trainer.Learners.Trees;

/// <summary>
/// <see cref="SecondOrder"/> under monotone constraints, by the method that LightGBM calls basic: a split along a constrained column must
/// give values in that order, and everything below it stays on its side of the middle of the two. A side's value is clipped to its
/// interval, and its score is that of the clipped value: -(2Gw + (H + λ)w²).
/// </summary>
/// <param name="order">The sums and their limits.</param>
/// <param name="directions">Per block and lane: 1 where values must not fall along the column, -1 where they must not rise, else 0.</param>
/// <param name="lower">What values must not fall below.</param>
/// <param name="upper">What values must not exceed.</param>
internal readonly struct BoundedSecondOrder(
    SecondOrder order, double[] directions, double lower = double.NegativeInfinity, double upper = double.PositiveInfinity)
    : ICriterion<BoundedSecondOrder>
{
    public Vector512<double> Split(Vector512<long> left, Vector512<long> right, int place)
    {
        var (countLeft, hessianLeft, gradientLeft) = order.Unpack(left);
        var (countRight, hessianRight, gradientRight) = order.Unpack(right);
        var (a, b) = (Value(hessianLeft, gradientLeft), Value(hessianRight, gradientRight));
        var ordered = Vector512.GreaterThanOrEqual((b - a) * Vector512.LoadUnsafe(ref directions[place]), Vector512<double>.Zero);
        return Vector512.ConditionalSelect(
            order.Allowed(countLeft, hessianLeft, countRight, hessianRight) & ordered,
            Score(hessianLeft, gradientLeft, a) + Score(hessianRight, gradientRight, b),
            Vector512.Create(double.NegativeInfinity));
    }

    public double Score(long sums)
    {
        var (_, hessian, gradient) = order.Unpack(Vector512.Create(sums));
        return Score(hessian, gradient, Value(hessian, gradient))[0];
    }

    public bool IsPure(long sums) => order.IsPure(sums);

    public BoundedSecondOrder Within(double newLower, double newUpper) => new(order, directions, newLower, newUpper);

    public (int Direction, double Middle) Order(long left, long right, int place)
    {
        var (_, hessian, gradient) = order.Unpack(Vector512.Create(left, right, left, left, left, left, left, left));
        var values = Value(hessian, gradient);
        return ((int)directions[place], (values[0] + values[1]) / 2 * order.ValueUnit);
    }

    private Vector512<double> Value(Vector512<double> hessian, Vector512<double> gradient) => Vector512.Min(
        Vector512.Max(order.Value(hessian, gradient), Vector512.Create(lower / order.ValueUnit)),
        Vector512.Create(upper / order.ValueUnit));

    private Vector512<double> Score(Vector512<double> hessian, Vector512<double> gradient, Vector512<double> value) =>
        -((gradient * value * Vector512.Create(2.0)) + ((hessian + Vector512.Create(order.L2)) * value * value));
}
