using Trainer.Onnx;

namespace Trainer.Training.Differentiation.Rules;

/// <summary>Softmax and operators that scale by statistics of the input.</summary>
internal static class NormalisationRules
{
    public static IEnumerable<(string Operator, Action<NodeGradient> Rule)> All =>
    [
        ("Softmax", Softmax), ("LogSoftmax", LogSoftmax), ("LayerNormalization", LayerNormalization), ("LpNormalization", LpNormalization),
    ];

    /// <summary>A norm to divide by, so that what is divided by 0 becomes 0.</summary>
    public static string Divisor(NodeGradient node, string norm) =>
        node.Op("Where", node.Op("Greater", norm, node.Scalar(0)), norm, node.Scalar(float.PositiveInfinity));

    private static void Softmax(NodeGradient node)
    {
        var (y, g, axis) = (node.Node.Output[0], node.Upstream, node.Longs(node.Int("axis", -1)));
        var mean = node.Op("ReduceSum", [node.Op("Mul", g, y), axis], Attr.Int("keepdims", 1));
        node.Give(0, node.Op("Mul", y, node.Op("Sub", g, mean)));
    }

    private static void LogSoftmax(NodeGradient node)
    {
        var (y, g, axis) = (node.Node.Output[0], node.Upstream, node.Longs(node.Int("axis", -1)));
        var sum = node.Op("ReduceSum", [g, axis], Attr.Int("keepdims", 1));
        node.Give(0, node.Op("Sub", g, node.Op("Mul", node.Op("Exp", y), sum)));
    }

    // x̂ = (x − mean) · r, r = 1 / √(variance + ε), y = x̂ · scale + bias. The statistics are computed again: those that the operator can
    // put out are always single precision, whatever the input is.
    private static void LayerNormalization(NodeGradient node)
    {
        var (x, scale, g) = (node.Input(0), node.Input(1), node.Upstream);
        var axes = Axes(node, x);
        string Mean(string value) => node.Op("ReduceMean", [value], Attr.Ints("axes", axes), Attr.Int("keepdims", 1));
        var centred = node.Op("Sub", x, Mean(x));
        var variance = Mean(node.Op("Mul", centred, centred));
        var deviation = node.Op("Sqrt", node.Op("Add", variance, node.Scalar(node.Float("epsilon", 1e-5f))));
        var standard = node.Op("Div", centred, deviation);
        if (node.Needs(0))
        {
            var scaled = node.Op("Mul", g, scale);
            var along = node.Op("Mul", standard, Mean(node.Op("Mul", scaled, standard)));
            node.Give(0, node.Op("Div", node.Op("Sub", node.Op("Sub", scaled, Mean(scaled)), along), deviation));
        }

        if (node.Needs(1))
        {
            node.GiveSummed(1, node.Op("Mul", g, standard));
        }

        if (node.Needs(2))
        {
            node.GiveSummed(2, g);
        }
    }

    private static long[] Axes(NodeGradient node, string x)
    {
        var axis = node.Int("axis", -1);
        if (axis < 0)
        {
            return [.. Enumerable.Range((int)axis, (int)-axis).Select(number => (long)number)];
        }

        var rank = node.Shape(x)?.Rank ?? throw new InvalidDataException(
            $"node {node.Node.Name} (LayerNormalization) counts its axis from the front of a value of unknown rank; export it with " +
            "a negative axis");
        return [.. Enumerable.Range((int)axis, rank - (int)axis).Select(number => (long)number)];
    }

    // y = x / ‖x‖; a vector of zeros stays one and passes no gradient.
    private static void LpNormalization(NodeGradient node)
    {
        if (node.Int("p", 2) != 2)
        {
            throw new InvalidDataException(
                $"node {node.Node.Name} is an LpNormalization with p = 1, through which no gradient can be taken; use p = 2");
        }

        var (y, g, axis) = (node.Node.Output[0], node.Upstream, node.Int("axis", -1));
        var norm = node.Op("ReduceL2", [node.Input(0)], Attr.Ints("axes", [axis]), Attr.Int("keepdims", 1));
        var along = node.Op("ReduceSum", [node.Op("Mul", g, y), node.Longs(axis)], Attr.Int("keepdims", 1));
        node.Give(0, node.Op("Div", node.Op("Sub", g, node.Op("Mul", y, along)), Divisor(node, norm)));
    }
}
