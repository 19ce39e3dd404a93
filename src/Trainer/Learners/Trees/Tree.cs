namespace Trainer.Learners.Trees;

/// <summary>A finished tree as flat arrays, node 0 the root, every node before its children.</summary>
/// <param name="Columns">Column of the feature matrix that a node asks about; -1 for a leaf.</param>
/// <param name="Thresholds">A value at or below it goes left.</param>
/// <param name="Left">Node on the left, 0 for a leaf; the one on the right is the next.</param>
/// <param name="Values">What a leaf says.</param>
internal sealed record Tree(int[] Columns, float[] Thresholds, int[] Left, float[] Values)
{
    public int Count => Columns.Length;

    /// <summary>Writes down what has grown.</summary>
    public static Tree Of(BinnedMatrix matrix, List<TreeNode> nodes, Func<TreeNode, double> value) => new(
        [.. nodes.Select(node => node.IsLeaf ? -1 : matrix.Columns[node.Place]!.Source)],
        [.. nodes.Select(node => node.IsLeaf ? 0 : matrix.Columns[node.Place]!.Thresholds[node.Bin])],
        [.. nodes.Select(node => node.IsLeaf ? 0 : node.Left)],
        [.. nodes.Select(node => node.IsLeaf ? (float)value(node) : 0)]);
}
