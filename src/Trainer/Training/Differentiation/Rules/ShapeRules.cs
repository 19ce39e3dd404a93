using Trainer.Onnx;

namespace Trainer.Training.Differentiation.Rules;

/// <summary>Operators that give elements another place but keep all of them, or repeat them.</summary>
internal static class ShapeRules
{
    public static IEnumerable<(string Operator, Action<NodeGradient> Rule)> All =>
    [
        ("Reshape", Restored), ("Unsqueeze", Restored), ("Squeeze", Restored), ("Flatten", Restored),
        ("Expand", node => node.GiveSummed(0, node.Upstream)),
        ("Transpose", Transpose), ("Concat", Concat), ("Split", Split), ("Pad", Pad),
    ];

    private static void Restored(NodeGradient node) => node.Give(0, node.Reshaped(node.Upstream, node.Input(0)));

    private static void Transpose(NodeGradient node)
    {
        if (node.Ints("perm") is not { } order)
        {
            node.Give(0, node.Op("Transpose", node.Upstream)); // reversed twice
            return;
        }

        var inverse = new long[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            inverse[order[i]] = i;
        }

        node.Give(0, node.Op("Transpose", [node.Upstream], Attr.Ints("perm", inverse)));
    }

    private static void Concat(NodeGradient node)
    {
        var axis = node.Int("axis", 0);
        var sizes = node.Node.Input.Select(input => node.Op("Gather", node.ShapeOf(input), node.Longs(axis))).ToArray();
        var parts = node.Graph.Add(
            "Split", "", sizes.Length, [node.Upstream, node.Op("Concat", sizes, Attr.Int("axis", 0))], Attr.Int("axis", axis));
        for (var i = 0; i < parts.Length; i++)
        {
            if (node.Needs(i))
            {
                node.Give(i, parts[i]);
            }
        }
    }

    private static void Split(NodeGradient node)
    {
        var parts = node.Node.Output.Select((output, i) => node.UpstreamOf(i) ?? node.ZerosLike(output)).ToArray();
        node.Give(0, node.Op("Concat", parts, Attr.Int("axis", node.Int("axis", 0))));
    }

    private static void Pad(NodeGradient node)
    {
        var mode = node.Node.Attribute.FirstOrDefault(attribute => attribute.Name == "mode")?.S.ToStringUtf8() ?? "constant";
        if (mode != "constant")
        {
            throw new InvalidDataException(
                $"node {node.Node.Name} is a Pad of mode {mode}, through which no gradient can be taken; constant can");
        }

        // The first half of the pads says where the input begins.
        var shape = node.ShapeOf(node.Input(0));
        var begins = node.Op("Slice", node.Input(1), node.Longs(0), node.ShapeOf(shape));
        node.Give(0, node.Op("Slice", node.Upstream, begins, node.Op("Add", begins, shape)));
    }
}
