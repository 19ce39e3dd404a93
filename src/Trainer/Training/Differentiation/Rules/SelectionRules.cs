using Trainer.Onnx;
using Trainer.Onnx.Schema;

namespace Trainer.Training.Differentiation.Rules;

/// <summary>Operators that pick elements, some of them several times.</summary>
internal static class SelectionRules
{
    public static IEnumerable<(string Operator, Action<NodeGradient> Rule)> All =>
        [("Gather", Gather), ("Slice", ByPosition), ("GatherElements", ByPosition), ("GatherND", ByPosition), ("Tile", ByPosition)];

    // Rows of a table: each row's gradient is the sum over the places where it was used.
    private static void Gather(NodeGradient node)
    {
        if (node.Int("axis", 0) != 0)
        {
            ByPosition(node);
            return;
        }

        // As [rows used, width]. ScatterND would need no expanded index, but adds in whatever order its threads come.
        var table = node.Input(0);
        var indices = node.Op("Cast", [node.Input(1)], Attr.Int("to", (long)TensorProto.Types.DataType.Int64));
        var rows = node.Op("Reshape", indices, node.Longs(-1, 1));
        var height = node.Op("Slice", node.ShapeOf(table), node.Longs(0), node.Longs(1));
        var shape = node.Op("Concat", [height, node.Longs(-1)], Attr.Int("axis", 0));
        var zeros = node.Op("Reshape", node.ZerosLike(table), shape);
        var width = node.Op("Slice", node.ShapeOf(zeros), node.Longs(1), node.Longs(2));
        var gradients = node.Op("Reshape", node.Upstream, node.Op("Concat", [node.Longs(-1), width], Attr.Int("axis", 0)));
        var sums = node.Op(
            "ScatterElements",
            [zeros, node.Op("Expand", rows, node.ShapeOf(gradients)), gradients],
            Attr.Int("axis", 0),
            Attr.String("reduction", "add"));
        node.Give(0, node.Reshaped(sums, table));
    }

    // The same operator applied to the positions of the elements says where each came from.
    private static void ByPosition(NodeGradient node)
    {
        var x = node.Input(0);
        var count = node.Op("Size", x);
        var positions = node.Op("Reshape", node.Op("Range", node.Graph.Scalar(0L), count, node.Graph.Scalar(1L)), node.ShapeOf(x));
        var picked = node.Graph.Add(
            node.Node.OpType, [positions, .. node.Node.Input.Skip(1)], [.. node.Node.Attribute.Select(a => a.Clone())]);
        var all = node.Longs(-1);
        var zeros = node.Op("ConstantOfShape", node.Op("Reshape", count, node.Longs(1)));
        var sums = node.Op(
            "ScatterElements",
            [zeros, node.Op("Reshape", picked, all), node.Op("Reshape", node.Upstream, all)],
            Attr.Int("axis", 0),
            Attr.String("reduction", "add"));
        node.Give(0, node.Reshaped(sums, x));
    }
}
