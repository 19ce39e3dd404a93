using Trainer.Features;
using Trainer.Onnx;

namespace Trainer.Learners.Trees;

/// <summary>Sums of trees, each of which counts towards one output; here and as one TreeEnsembleRegressor, both in float32.</summary>
internal sealed class TreeEnsemble
{
    // What products of unit vectors in another order of summation differ by at most, with some room.
    private const float Rounding = 5e-7f;

    private readonly (Tree Tree, int Output)[] _trees;
    private readonly float[] _bases;
    private readonly int _sparseColumns;
    private readonly int[] _used; // columns that any tree asks about, ascending
    private readonly int[] _places; // of each column among the used ones, or -1
    private readonly int[] _roots;
    private readonly Node[] _nodes;

    /// <summary>Puts trees side by side.</summary>
    /// <param name="trees">The trees and the output that each counts towards.</param>
    /// <param name="bases">What each output starts from.</param>
    /// <param name="sparseColumns">Columns of the feature matrix that are sparse.</param>
    /// <param name="columns">All of its columns.</param>
    public TreeEnsemble((Tree Tree, int Output)[] trees, float[] bases, int sparseColumns, int columns)
    {
        (_trees, _bases, _sparseColumns) = (trees, bases, sparseColumns);
        _places = new int[columns];
        Array.Fill(_places, -1);
        _used = [.. trees.SelectMany(entry => entry.Tree.Columns).Where(column => column >= 0).Distinct().Order()];
        for (var i = 0; i < _used.Length; i++)
        {
            _places[_used[i]] = i;
        }

        _roots = new int[trees.Length];
        _nodes = new Node[trees.Sum(entry => entry.Tree.Count)];
        var next = 0;
        for (var t = 0; t < trees.Length; t++)
        {
            var tree = trees[t].Tree;
            _roots[t] = next;
            for (var i = 0; i < tree.Count; i++)
            {
                // A leaf leads to itself.
                _nodes[next + i] = tree.Columns[i] < 0
                    ? new Node(-1, tree.Values[i], 0)
                    : new Node(_places[tree.Columns[i]], tree.Thresholds[i], _roots[t] + tree.Left[i]);
            }

            next += tree.Count;
        }
    }

    public int Outputs => _bases.Length;

    public IReadOnlyList<(Tree Tree, int Output)> Trees => _trees;

    /// <summary>All outputs of every row, row by row.</summary>
    public float[] Score(FeatureMatrix features)
    {
        var scores = new float[features.RowCount * Outputs];
        var values = new float[_used.Length];
        for (var row = 0; row < features.RowCount; row++)
        {
            Read(features, row, values);
            var sums = scores.AsSpan(row * Outputs, Outputs);
            for (var t = 0; t < _roots.Length; t++)
            {
                ref var node = ref _nodes[_roots[t]];
                while (node.Place >= 0)
                {
                    node = ref _nodes[node.Left + (values[node.Place] <= node.Number ? 0 : 1)];
                }

                sums[_trees[t].Output] += node.Number;
            }

            for (var output = 0; output < sums.Length; output++)
            {
                sums[output] += _bases[output];
            }
        }

        return scores;
    }

    /// <summary>Rows of which a value lies within rounding of a threshold that it is compared with.</summary>
    public bool[] Unsettled(FeatureMatrix features)
    {
        var unsettled = new bool[features.RowCount];
        var values = new float[_used.Length];
        for (var row = 0; row < unsettled.Length; row++)
        {
            Read(features, row, values);
            for (var t = 0; t < _roots.Length && !unsettled[row]; t++)
            {
                ref var node = ref _nodes[_roots[t]];
                while (node.Place >= 0)
                {
                    var value = values[node.Place];
                    unsettled[row] |= Math.Abs(value - node.Number) <= Rounding * Math.Max(1, Math.Abs(value));
                    node = ref _nodes[node.Left + (value <= node.Number ? 0 : 1)];
                }
            }
        }

        return unsettled;
    }

    /// <summary>
    /// Writes itself as nodes; returns float [N, outputs]. Only columns that are asked about are gathered, so that fifty thousand n-grams
    /// of which trees use two thousand cost what two thousand do.
    /// </summary>
    public string Emit(GraphBuilder graph, FeatureNodes features)
    {
        var bases = graph.Constant("bases", _bases, Outputs);
        var seen = _used.Length > 0 ? _used : [0]; // where nothing may be asked, a single column tells the number of rows
        var parts = new List<string>();
        void Gather(string? part, int from, int to)
        {
            long[] columns = [.. seen.Where(column => column >= from && column < to).Select(column => (long)(column - from))];
            if (part is not null && columns.Length > 0)
            {
                parts.Add(graph.Add("Gather", [part, graph.Constant("asked_columns", columns, columns.Length)], Attr.Int("axis", 1)));
            }
        }

        Gather(features.Sparse, 0, _sparseColumns);
        Gather(features.Dense, _sparseColumns, _places.Length);
        var input = parts.Count == 1 ? parts[0] : graph.Add("Concat", [.. parts], Attr.Int("axis", 1));
        return graph.Add("Add", [EmitTrees(graph, input), bases]);
    }

    private string EmitTrees(GraphBuilder graph, string input)
    {
        var all = _trees.SelectMany((entry, t) => Enumerable.Range(0, entry.Tree.Count)
            .Select(i => (Number: t, entry.Output, entry.Tree, Node: i, IsLeaf: entry.Tree.Columns[i] < 0))).ToArray();
        var leaves = all.Where(node => node.IsLeaf).ToArray();
        return graph.Add(
            "TreeEnsembleRegressor",
            GraphBuilder.MlDomain,
            [input],
            Attr.String("aggregate_function", "SUM"),
            Attr.String("post_transform", "NONE"),
            Attr.Int("n_targets", Outputs),
            Attr.Ints("nodes_treeids", all.Select(node => (long)node.Number)),
            Attr.Ints("nodes_nodeids", all.Select(node => (long)node.Node)),
            Attr.Ints("nodes_featureids", all.Select(node => node.IsLeaf ? 0L : _places[node.Tree.Columns[node.Node]])),
            Attr.Floats("nodes_values", all.Select(node => node.Tree.Thresholds[node.Node])),
            Attr.Strings("nodes_modes", all.Select(node => node.IsLeaf ? "LEAF" : "BRANCH_LEQ")),
            Attr.Ints("nodes_truenodeids", all.Select(node => (long)node.Tree.Left[node.Node])),
            Attr.Ints("nodes_falsenodeids", all.Select(node => node.IsLeaf ? 0L : node.Tree.Left[node.Node] + 1)),
            Attr.Ints("target_treeids", leaves.Select(leaf => (long)leaf.Number)),
            Attr.Ints("target_nodeids", leaves.Select(leaf => (long)leaf.Node)),
            Attr.Ints("target_ids", leaves.Select(leaf => (long)leaf.Output)),
            Attr.Floats("target_weights", leaves.Select(leaf => leaf.Tree.Values[leaf.Node])));
    }

    private void Read(FeatureMatrix features, int row, float[] values)
    {
        Array.Clear(values);
        var columns = features.Sparse.Columns(row);
        var stored = features.Sparse.Values(row);
        for (var i = 0; i < columns.Length; i++)
        {
            if (_places[columns[i]] is >= 0 and var place)
            {
                values[place] = stored[i];
            }
        }

        var dense = features.Dense.Row(row);
        for (var i = _used.Length - 1; i >= 0 && _used[i] >= _sparseColumns; i--)
        {
            values[i] = dense[_used[i] - _sparseColumns];
        }
    }

    // A split's number is its threshold, a leaf's its value.
    private readonly record struct Node(int Place, float Number, int Left);
}
