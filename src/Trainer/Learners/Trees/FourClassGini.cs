using System.Runtime.Intrinsics;
using Trainer.Learners.Supervision;

namespace Trainer.Learners.Trees;

/// <summary>
/// Gini impurity (Breiman et al. 1984) of the four classes of a pair: a split's score is Σ n_c²/n of either side, whose growth is the
/// fall of impurity times the number of rows. A cell is four counts of 16 bits.
/// </summary>
/// <param name="minRows">Least rows of a leaf.</param>
internal readonly struct FourClassGini(int minRows) : ICriterion<FourClassGini>
{
    /// <summary>Rows that can be counted together; a tree must not look at more.</summary>
    public const int MaxRows = ushort.MaxValue;

    private const int FieldBits = 16;

    /// <summary>What one row adds.</summary>
    public static long Cell(PairClass of) => 1L << (FieldBits * (int)of);

    /// <summary>Rows of a class among sums.</summary>
    public static int Count(long sums, PairClass of) => (int)((ulong)sums >> (FieldBits * (int)of)) & ushort.MaxValue;

    public Vector512<double> Split(Vector512<long> left, Vector512<long> right, int place)
    {
        var (scoreLeft, countLeft) = Squares(left);
        var (scoreRight, countRight) = Squares(right);
        return Vector512.ConditionalSelect(
            Vector512.GreaterThanOrEqual(Vector512.Min(countLeft, countRight), Vector512.Create((double)minRows)),
            ((scoreLeft * countRight) + (scoreRight * countLeft)) / (countLeft * countRight),
            Vector512.Create(double.NegativeInfinity));
    }

    public double Score(long sums)
    {
        var (squares, count) = Squares(Vector512.Create(sums));
        return count[0] == 0 ? 0 : squares[0] / count[0];
    }

    public bool IsPure(long sums)
    {
        var (squares, count) = Squares(Vector512.Create(sums));
        return squares[0] >= count[0] * count[0];
    }

    public FourClassGini Within(double lower, double upper) => this;

    public (int Direction, double Middle) Order(long left, long right, int place) => (0, 0);

    private static (Vector512<double> Squares, Vector512<double> Count) Squares(Vector512<long> sums)
    {
        var mask = Vector512.Create((long)ushort.MaxValue);
        var a = Vector512.ConvertToDouble(sums & mask);
        var b = Vector512.ConvertToDouble(Vector512.ShiftRightLogical(sums, FieldBits) & mask);
        var c = Vector512.ConvertToDouble(Vector512.ShiftRightLogical(sums, 2 * FieldBits) & mask);
        var d = Vector512.ConvertToDouble(Vector512.ShiftRightLogical(sums, 3 * FieldBits));
        return ((a * a) + (b * b) + (c * c) + (d * d), a + b + c + d);
    }
}
