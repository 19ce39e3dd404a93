using Trainer.Onnx;
using Trainer.Onnx.Schema;

namespace Trainer.Training.Differentiation.Rules;

/// <summary>Sums, means and the like over axes.</summary>
internal static class ReductionRules
{
    public static IEnumerable<(string Operator, Action<NodeGradient> Rule)> All =>
    [
        Of("ReduceSum", (node, g, _) => Repeated(node, g)),
        Of("ReduceMean", Mean),
        Of("ReduceMax", Extreme),
        Of("ReduceMin", Extreme),
        Of("ReduceSumSquare", (node, g, _) => node.Op("Mul", g, node.Op("Mul", node.Input(0), node.Scalar(2)))),
        Of("ReduceL1", (node, g, _) => node.Op("Mul", g, node.Op("Sign", node.Input(0)))),
        Of("ReduceL2", (node, g, y) => node.Op("Mul", g, node.Op("Div", node.Input(0), NormalisationRules.Divisor(node, y)))),
        Of("ReduceLogSumExp", (node, g, y) => node.Op("Mul", g, node.Op("Exp", node.Op("Sub", node.Input(0), y)))),
        ("CumSum", CumSum),
    ];

    // The derivative gets the gradient and the result with the reduced axes kept.
    private static (string Operator, Action<NodeGradient> Rule) Of(string name, Func<NodeGradient, string, string, string> derivative) =>
        (name, node =>
        {
            if (!node.Needs(0))
            {
                return;
            }

            var axes = node.Ints("axes") is { } fixedAxes ? node.Longs(fixedAxes) : node.Has(1) ? node.Input(1) : null;
            if (axes is null && node.Int("noop_with_empty_axes", 0) == 1)
            {
                node.Give(0, node.Upstream);
                return;
            }

            // Without axes all are reduced, and what has one element fits everywhere as it is.
            string Kept(string value) => node.Int("keepdims", 1) == 1 || axes is null ? value : node.Op("Unsqueeze", value, axes);
            node.Give(0, derivative(node, Kept(node.Upstream), Kept(node.Node.Output[0])));
        });

    private static string Repeated(NodeGradient node, string gradient) => node.Op("Expand", gradient, node.ShapeOf(node.Input(0)));

    private static string Mean(NodeGradient node, string gradient, string result)
    {
        var count = node.Op("Div", node.Op("Size", node.Input(0)), node.Op("Size", result));
        return Repeated(node, node.Op("Div", gradient, node.Op("Cast", [count], Attr.Int("to", (long)TensorProto.Types.DataType.Float))));
    }

    // Equal extremes share the gradient.
    private static string Extreme(NodeGradient node, string gradient, string result)
    {
        var mask = node.Mask(node.Op("Equal", node.Input(0), result));
        var axes = node.Ints("axes");
        var count = axes is null
            ? node.Op("ReduceSum", [mask], Attr.Int("keepdims", 1))
            : node.Op("ReduceSum", [mask, node.Longs(axes)], Attr.Int("keepdims", 1));
        return node.Op("Mul", mask, node.Op("Div", gradient, axes is null ? node.Reshaped(count, result) : count));
    }

    private static void CumSum(NodeGradient node) => node.Give(0, node.Op(
        "CumSum",
        [node.Upstream, node.Input(1)],
        Attr.Int("exclusive", node.Int("exclusive", 0)),
        Attr.Int("reverse", 1 - node.Int("reverse", 0))));
}
