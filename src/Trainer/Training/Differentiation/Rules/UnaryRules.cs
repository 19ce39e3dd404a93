namespace Trainer.Training.Differentiation.Rules;

/// <summary>Operators on one tensor, element by element; at a kink the derivative is 0 or that of PyTorch.</summary>
internal static class UnaryRules
{
    public static IEnumerable<(string Operator, Action<NodeGradient> Rule)> All =>
    [
        Of("Identity", node => node.Upstream),
        Of("Neg", node => node.Op("Neg", node.Upstream)),
        Of("Abs", node => node.Op("Mul", node.Upstream, node.Op("Sign", node.Input(0)))),
        Of("Exp", node => node.Op("Mul", node.Upstream, Y(node))),
        Of("Log", node => node.Op("Div", node.Upstream, node.Input(0))),
        Of("Sqrt", node => node.Op("Div", node.Op("Mul", node.Upstream, node.Scalar(0.5f)), Y(node))),
        Of("Reciprocal", node => node.Op("Neg", node.Op("Mul", node.Upstream, node.Op("Mul", Y(node), Y(node))))),
        Of("Sin", node => node.Op("Mul", node.Upstream, node.Op("Cos", node.Input(0)))),
        Of("Cos", node => node.Op("Neg", node.Op("Mul", node.Upstream, node.Op("Sin", node.Input(0))))),
        Of("Tanh", node => node.Op("Mul", node.Upstream, node.Op("Sub", node.Scalar(1), node.Op("Mul", Y(node), Y(node))))),
        Of("Sigmoid", node => node.Op("Mul", node.Upstream, node.Op("Mul", Y(node), node.Op("Sub", node.Scalar(1), Y(node))))),
        Of("Softplus", node => node.Op("Mul", node.Upstream, node.Op("Sigmoid", node.Input(0)))),
        Of("Erf", Erf),
        Of("Relu", node => node.Op("Mul", node.Upstream, node.Op("Sign", Y(node)))),
        Of("LeakyRelu", LeakyRelu),
        Of("Clip", node => node.Op("Mul", node.Upstream, node.Mask(node.Op("Equal", node.Input(0), Y(node))))),
        Of("Cast", Cast),
        Of("Dropout", Dropout),
    ];

    private static (string Operator, Action<NodeGradient> Rule) Of(string name, Func<NodeGradient, string> derivative) => (name, node =>
    {
        if (node.Needs(0))
        {
            node.Give(0, derivative(node));
        }
    });

    private static string Y(NodeGradient node) => node.Node.Output[0];

    private static string Erf(NodeGradient node)
    {
        var x = node.Input(0);
        var bell = node.Op("Exp", node.Op("Neg", node.Op("Mul", x, x)));
        return node.Op("Mul", node.Upstream, node.Op("Mul", bell, node.Scalar((float)(2 / Math.Sqrt(Math.PI)))));
    }

    private static string LeakyRelu(NodeGradient node)
    {
        var low = node.Op("Mul", node.Upstream, node.Scalar(node.Float("alpha", 0.01f)));
        return node.Op("Where", node.Op("Greater", node.Input(0), node.Scalar(0)), node.Upstream, low);
    }

    private static string Cast(NodeGradient node) =>
        node.Op("CastLike", node.Upstream, node.Input(0)); // between floats; a cast from anything else ends the way back

    private static string Dropout(NodeGradient node) => node.Has(2)
        ? throw new InvalidDataException(
            $"node {node.Node.Name} is a Dropout that draws its own mask; multiply by a mask that is an input, so that runs can be " +
            "repeated")
        : node.Upstream;
}
