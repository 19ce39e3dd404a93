using Trainer.Onnx;
using Trainer.Onnx.Schema;

namespace Trainer.Training.Differentiation.Rules;

/// <summary>Operators on several tensors element by element, each repeated along the axes on which another is longer.</summary>
internal static class ElementwiseRules
{
    public static IEnumerable<(string Operator, Action<NodeGradient> Rule)> All =>
    [
        ("Add", Sum), ("Sum", Sum), ("Sub", Sub), ("Mul", Mul), ("Div", Div), ("Pow", Pow), ("Max", Extreme), ("Min", Extreme),
        ("Where", Where),
    ];

    private static void Sum(NodeGradient node)
    {
        for (var i = 0; i < node.Node.Input.Count; i++)
        {
            if (node.Needs(i))
            {
                node.GiveSummed(i, node.Upstream);
            }
        }
    }

    private static void Sub(NodeGradient node)
    {
        if (node.Needs(0))
        {
            node.GiveSummed(0, node.Upstream);
        }

        if (node.Needs(1))
        {
            node.GiveSummed(1, node.Op("Neg", node.Upstream));
        }
    }

    private static void Mul(NodeGradient node)
    {
        for (var i = 0; i < 2; i++)
        {
            if (node.Needs(i))
            {
                node.GiveSummed(i, node.Op("Mul", node.Upstream, node.Input(1 - i)));
            }
        }
    }

    private static void Div(NodeGradient node)
    {
        var share = node.Op("Div", node.Upstream, node.Input(1));
        if (node.Needs(0))
        {
            node.GiveSummed(0, share);
        }

        if (node.Needs(1))
        {
            node.GiveSummed(1, node.Op("Neg", node.Op("Mul", share, node.Node.Output[0])));
        }
    }

    private static void Pow(NodeGradient node)
    {
        var (x, exponent) = (node.Input(0), node.Input(1));
        if (node.Needs(0))
        {
            var p = node.Shape(exponent) is { IsFloat: false }
                ? node.Op("Cast", [exponent], Attr.Int("to", (long)TensorProto.Types.DataType.Float))
                : exponent;
            var slope = node.Number(exponent) is 2f
                ? node.Op("Mul", x, node.Scalar(2))
                : node.Op("Mul", p, node.Op("Pow", x, node.Op("Sub", p, node.Scalar(1))));
            node.GiveSummed(0, node.Op("Mul", node.Upstream, slope));
        }

        if (node.Needs(1))
        {
            node.GiveSummed(1, node.Op("Mul", node.Upstream, node.Op("Mul", node.Node.Output[0], node.Op("Log", x))));
        }
    }

    // Where several inputs are equal they share the gradient, as the mean of the one-sided derivatives.
    private static void Extreme(NodeGradient node)
    {
        var masks = node.Node.Input.Select(input => node.Mask(node.Op("Equal", input, node.Node.Output[0]))).ToArray();
        var share = masks.Length == 1 ? node.Upstream : node.Op("Div", node.Upstream, node.Op("Sum", masks));
        for (var i = 0; i < masks.Length; i++)
        {
            if (node.Needs(i))
            {
                node.GiveSummed(i, node.Op("Mul", share, masks[i]));
            }
        }
    }

    private static void Where(NodeGradient node)
    {
        if (node.Needs(1))
        {
            node.GiveSummed(1, node.Op("Where", node.Input(0), node.Upstream, node.Scalar(0)));
        }

        if (node.Needs(2))
        {
            node.GiveSummed(2, node.Op("Where", node.Input(0), node.Scalar(0), node.Upstream));
        }
    }
}
