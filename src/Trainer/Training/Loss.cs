using Trainer.Onnx;

namespace Trainer.Training;

/// <summary>
/// Losses as nodes. Every example has a weight, which the caller makes: 1 / batch for a mean, 0 for an outcome that was not observed,
/// more for a class that counts more.
/// </summary>
internal static class Loss
{
    /// <summary>Σ w [ln(1 + e^z) − y z]: two classes from log-odds z; y in [0, 1] may be soft.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="logits">z, any shape.</param>
    /// <param name="targets">y, of the same shape.</param>
    /// <param name="weights">w, of the same shape.</param>
    public static string BinaryCrossEntropy(GraphBuilder graph, string logits, string targets, string weights)
    {
        var each = graph.Add("Sub", [graph.Add("Softplus", [logits]), graph.Add("Mul", [targets, logits])]);
        return Total(graph, graph.Add("Mul", [weights, each]));
    }

    /// <summary>−Σ t ln softmax(z): several classes along the last axis.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="logits">z, [N, classes].</param>
    /// <param name="targets">t, [N, classes]: weight of the example times the share of the class.</param>
    public static string SoftmaxCrossEntropy(GraphBuilder graph, string logits, string targets)
    {
        var likelihoods = graph.Add("Mul", [targets, graph.Add("LogSoftmax", [logits], Attr.Int("axis", -1))]);
        return graph.Add("Neg", [Total(graph, likelihoods)]);
    }

    /// <summary>Σ w (z − y)².</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="values">z, any shape.</param>
    /// <param name="targets">y, of the same shape.</param>
    /// <param name="weights">w, of the same shape.</param>
    public static string SquaredError(GraphBuilder graph, string values, string targets, string weights)
    {
        var error = graph.Add("Sub", [values, targets]);
        return Total(graph, graph.Add("Mul", [weights, graph.Add("Mul", [error, error])]));
    }

    private static string Total(GraphBuilder graph, string each) => graph.Add("ReduceSum", [each], Attr.Int("keepdims", 0));
}
