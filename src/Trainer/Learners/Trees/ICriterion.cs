using System.Runtime.Intrinsics;

namespace Trainer.Learners.Trees;

/// <summary>
/// How good a split is, from the sums of the rows on either side. What a row adds is packed into one 64-bit integer whose fields are wide
/// enough for all rows together: sums are exact and do not depend on the order of the rows, and so is one histogram less another.
/// </summary>
/// <typeparam name="TSelf">The criterion itself.</typeparam>
internal interface ICriterion<TSelf>
    where TSelf : struct, ICriterion<TSelf>
{
    /// <summary>Scores of splits, one per element, on the scale of <see cref="Score"/>; -∞ or NaN where a split is not allowed.</summary>
    /// <param name="left">Sums of the rows at or below the thresholds.</param>
    /// <param name="right">Sums of the others.</param>
    /// <param name="place">Block · lanes + lane of the first element's column.</param>
    Vector512<double> Split(Vector512<long> left, Vector512<long> right, int place);

    /// <summary>Score of rows that stay together.</summary>
    double Score(long sums);

    /// <summary>Whether the rows are known to be alike, so that no split can gain anything.</summary>
    bool IsPure(long sums);

    /// <summary>The same criterion for leaves whose values must lie in an interval.</summary>
    TSelf Within(double lower, double upper);

    /// <summary>Which way values must go along a column (1, -1, or 0 for either), and the value between those of two sides.</summary>
    (int Direction, double Middle) Order(long left, long right, int place);
}
