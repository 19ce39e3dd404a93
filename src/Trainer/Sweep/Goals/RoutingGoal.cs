namespace Trainer.Sweep.Goals;

/// <summary>What a router achieves on queries.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsMaximised">Whether more is better.</param>
/// <param name="ForPairsOnly">Whether it means something for pairs only.</param>
/// <param name="NeedsCosts">Whether it means nothing without costs.</param>
internal abstract record RoutingGoal(string Name, bool IsMaximised, bool ForPairsOnly, bool NeedsCosts) : Goal(Name, IsMaximised)
{
    /// <summary>
    /// The goal's value on a fold as a function of how often each of its rows counts; NaN where it is undefined. What can be sorted
    /// beforehand is: the function takes O(rows), or O(rows × models). Not for several threads at once.
    /// </summary>
    public abstract Func<ReadOnlySpan<int>, double> On(ScoredFold fold);

    /// <summary>The same for resamples of the rows, where it must not jump because a resample happens to have little to divide by.</summary>
    public virtual Func<ReadOnlySpan<int>, double> OnResamples(ScoredFold fold) => On(fold);

    /// <summary>
    /// What each row contributes, the better the larger, so that two routers can be compared row by row. Where the goal is no sum over
    /// rows, a sum that rises and falls with it.
    /// </summary>
    public abstract double[] PerRow(ScoredFold fold);

    /// <summary>The mean of values of rows that count so often.</summary>
    protected static double Mean(double[] values, ReadOnlySpan<int> weights)
    {
        var (sum, count) = (0.0, 0L);
        for (var row = 0; row < values.Length; row++)
        {
            sum += weights[row] * values[row];
            count += weights[row];
        }

        return sum / count;
    }

    /// <summary>Its value on a fold with every row once.</summary>
    public double Of(ScoredFold fold)
    {
        if (fold.Rows.Length == 0)
        {
            return double.NaN;
        }

        var ones = new int[fold.Rows.Length];
        Array.Fill(ones, 1);
        return On(fold)(ones);
    }
}
