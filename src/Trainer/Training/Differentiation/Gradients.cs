using System.Collections.Frozen;
using Trainer.Onnx;
using Trainer.Onnx.Schema;
using Trainer.Training.Differentiation.Rules;

namespace Trainer.Training.Differentiation;

/// <summary>
/// Reverse-mode differentiation of a graph (Griewank and Walther 2008, section 3.2): the gradient is written as ordinary nodes behind the
/// graph's own, so that whatever runs the graph can train it. Values that depend on nothing asked for get no gradient.
/// </summary>
internal static class Gradients
{
    private static readonly FrozenDictionary<string, Action<NodeGradient>> Rules = new[]
    {
        ElementwiseRules.All, UnaryRules.All, ProductRules.All, ReductionRules.All, NormalisationRules.All, ShapeRules.All,
        SelectionRules.All,
    }.SelectMany(rules => rules).ToFrozenDictionary(rule => rule.Operator, rule => rule.Rule, StringComparer.Ordinal);

    // Floats whose derivative is 0 wherever there is one.
    private static readonly FrozenSet<string> Steps =
        new[] { "Sign", "Floor", "Ceil", "Round", "ConstantOfShape" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// Appends the nodes that compute the gradients of a scalar with respect to some values, and returns the gradients' names; what the
    /// scalar does not depend on has none.
    /// </summary>
    /// <param name="graph">The graph, in opset 17, nodes in the order in which they run.</param>
    /// <param name="loss">A float of one element.</param>
    /// <param name="values">Inputs of the graph, or any other values.</param>
    /// <exception cref="InvalidDataException">ONNX Runtime refuses the graph, or an operator on the way has no rule.</exception>
    public static IReadOnlyDictionary<string, string> Append(GraphBuilder graph, string loss, IReadOnlyCollection<string> values)
    {
        var shapes = ValueShapes.Of(graph);
        NodeProto[] forward = [.. graph.Graph.Node];
        var wanted = Dependents(forward, shapes, values);
        var given = new Dictionary<string, List<string>>(StringComparer.Ordinal)
        {
            [loss] = [graph.Add("Expand", [graph.Scalar(1f), graph.Add("Shape", [loss])])],
        };
        string? Gradient(string value)
        {
            if (!given.TryGetValue(value, out var parts))
            {
                return null;
            }

            if (parts.Count > 1)
            {
                given[value] = parts = [graph.Add("Sum", [.. parts])];
            }

            return parts[0];
        }

        foreach (var node in forward.Reverse())
        {
            if (!node.Output.Any(output => wanted.Contains(output) && given.ContainsKey(output)) || !node.Input.Any(wanted.Contains))
            {
                continue;
            }

            if (node.Domain is not ("" or "ai.onnx") || !Rules.TryGetValue(node.OpType, out var rule))
            {
                throw new InvalidDataException(
                    $"node {node.Name} is a {(node.Domain.Length > 0 ? node.Domain + "." : "")}{node.OpType}, through which no " +
                    "gradient can be taken; export the model with standard operators, or freeze what comes before it");
            }

            rule(new NodeGradient(graph, node, shapes, Gradient, wanted.Contains, (value, gradient) =>
            {
                if (!given.TryGetValue(value, out var parts))
                {
                    given[value] = parts = [];
                }

                parts.Add(gradient);
            }));
        }

        var gradients = values.Where(given.ContainsKey).ToDictionary(value => value, value => Gradient(value)!, StringComparer.Ordinal);
        MoveUnreadToTheEnd(graph);
        return gradients;
    }

    // ONNX Runtime runs first what its last node needs. Unread nodes are weights' gradients: with those of the upper layers last, each is
    // made as soon as it can be, and the layer's activations are let go before the layer below needs room.
    private static void MoveUnreadToTheEnd(GraphBuilder graph)
    {
        var read = graph.Graph.Node.SelectMany(node => node.Input).ToHashSet(StringComparer.Ordinal);
        var nodes = graph.Graph.Node.ToLookup(node => node.Output.Any(read.Contains));
        graph.Graph.Node.Clear();
        graph.Graph.Node.Add(nodes[true].Concat(nodes[false].Reverse()));
    }

    // The floats that change with the values.
    private static HashSet<string> Dependents(
        NodeProto[] forward, FrozenDictionary<string, ValueShape> shapes, IReadOnlyCollection<string> values)
    {
        var dependents = new HashSet<string>(values, StringComparer.Ordinal);
        foreach (var node in forward)
        {
            if (node.Input.Any(dependents.Contains) && !Steps.Contains(node.OpType))
            {
                dependents.UnionWith(node.Output.Where(output => shapes.TryGetValue(output, out var shape) && shape.IsFloat));
            }
        }

        return dependents;
    }
}
