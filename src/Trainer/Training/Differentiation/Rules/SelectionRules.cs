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

        var rows = node.Op("Cast", [node.Input(1)], Attr.Int("to", (long)TensorProto.Types.DataType.Int64));
        node.Give(0, node.Op(
            "ScatterND",
            [node.ZerosLike(node.Input(0)), node.Op("Unsqueeze", rows, node.Longs(-1)), node.Upstream],
            Attr.String("reduction", "add")));
    }

    // The same operator applied to the positions of the elements says where each came from.
    private static void ByPosition(NodeGradient node)
    {
        var x = node.Input(0);
        var count = node.Op("Size", x);
        var positions = node.Op("Reshape", node.Op("Range", node.Graph.Scalar(0L), count, node.Graph.Scalar(1L)), node.ShapeOf(x));
        var picked = node.Graph.Add(node.Node.OpType, [positions, .. node.Node.Input.Skip(1)], [.. node.Node.Attribute.Select(a => a.Clone())]);
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
