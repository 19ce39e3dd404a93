namespace Trainer.Learners.Trees;

/// <summary>When a tree stops growing, and what it may look at.</summary>
/// <param name="MaxDepth">Splits on the way to a leaf, at most.</param>
/// <param name="MaxLeaves">Leaves at most, those with the largest gain first; 0 for no limit but the depth.</param>
/// <param name="MinRows">Least rows of a leaf.</param>
/// <param name="MinChildWeight">Least sum of curvatures of a leaf.</param>
/// <param name="L2">λ, the penalty on leaf values.</param>
internal sealed record TreeGrowth(int MaxDepth, int MaxLeaves = 0, int MinRows = 1, double MinChildWeight = 0, double L2 = 0)
{
    /// <summary>Share of the columns that are looked at.</summary>
    public double ColumnShare { get; init; } = 1;

    /// <summary>Whether each node looks at columns of its own, or a tree's nodes all at the same ones.</summary>
    public bool ColumnsPerNode { get; init; }
}
