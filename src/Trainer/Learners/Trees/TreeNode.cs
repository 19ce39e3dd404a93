namespace Trainer.Learners.Trees;

/// <summary>A node of a tree that grows, and the rows that are in it.</summary>
internal sealed class TreeNode
{
    /// <summary>Places of the rows that the tree learns from.</summary>
    public required Range Sampled { get; init; }

    /// <summary>Places of the rows that only follow along: left out of the sample, or kept for validation.</summary>
    public required Range Others { get; init; }

    /// <summary>Sums of all cells of the sampled rows.</summary>
    public required long Sums { get; init; }

    public int Depth { get; init; }

    /// <summary>What a leaf's value must not fall below.</summary>
    public double Lower { get; init; } = double.NegativeInfinity;

    /// <summary>What a leaf's value must not exceed.</summary>
    public double Upper { get; init; } = double.PositiveInfinity;

    /// <summary>Block · lanes + lane of the column it asks about; -1 for a leaf, and until it is split.</summary>
    public int Place { get; set; } = -1;

    /// <summary>The last bin that goes left.</summary>
    public int Bin { get; set; }

    public int Left { get; set; } = -1;

    public int Right { get; set; } = -1;

    public bool IsLeaf => Left < 0;
}
