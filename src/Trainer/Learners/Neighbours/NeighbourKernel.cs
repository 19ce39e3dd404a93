using Trainer.Onnx;

namespace Trainer.Learners.Neighbours;

/// <summary>
/// Weights of neighbours by their similarities s_1 ≥ s_2 ≥ … ≥ s_n, which fall to 0 at the last one looked at:
/// w_i = min(1, (e^{β(s_i − s_n)} − 1) / (e^{β(1 − s_n)} − 1) / r), with β = 0 meaning the linear limit.
/// </summary>
/// <param name="Sharpness">β.</param>
/// <param name="Ramp">r: the share of the way from the last one to the query over which a weight rises to 1.</param>
internal readonly record struct NeighbourKernel(float Sharpness, float Ramp)
{
    // Keeps the kernel finite when more than k stored queries lie on top of the query.
    private const float Slack = 1e-3f;

    public void Weigh(ReadOnlySpan<float> similarities, Span<float> weights)
    {
        var last = similarities[^1];
        var width = Rise(1 + Slack - last);
        for (var i = 0; i < weights.Length; i++)
        {
            var weight = Rise(similarities[i] - last) / width;
            weights[i] = Ramp == 1 ? weight : Math.Min(1, weight / Ramp);
        }
    }

    /// <summary>Similarities, float [N, looked], to weights of the same shape.</summary>
    public string Emit(GraphBuilder graph, string similarities, int looked)
    {
        var last = graph.Add("Slice", [
            similarities, graph.Constant("from", [looked - 1L], 1), graph.Constant("to", [(long)looked], 1),
            graph.Constant("axis", [1L], 1),
        ]);
        var width = graph.Add("Sub", [graph.Scalar(1 + Slack), last]);
        var weights = graph.Add("Div", [Rise(graph, graph.Add("Sub", [similarities, last])), Rise(graph, width)]);
        return Ramp == 1 ? weights : graph.Add("Min", [graph.Scalar(1f), graph.Add("Div", [weights, graph.Scalar(Ramp)])]);
    }

    private string Rise(GraphBuilder graph, string distance) => Sharpness == 0
        ? distance
        : graph.Add("Sub", [graph.Add("Exp", [graph.Add("Mul", [distance, graph.Scalar(Sharpness)])]), graph.Scalar(1f)]);

    private float Rise(float distance) => Sharpness == 0 ? distance : MathF.Exp(distance * Sharpness) - 1;
}
