using Trainer.Onnx;
using Trainer.Training;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Learners.Contrastive;

/// <summary>
/// Terms −w ln(e^{z₊} / (e^{z₊} + Σ₋ e^{z₋})) of a contrastive loss over a table of logits, one positive and some negatives per row of it,
/// as two inputs of a graph: what is added to a logit, 0 for those that take part and far below any logit for the others, and the weight
/// of the positive. A row without a term weighs nothing and moves no other.
/// </summary>
/// <param name="name">Tells the inputs from others.</param>
/// <param name="capacity">Rows · logits of the largest table.</param>
internal sealed class ContrastTerms(string name, int capacity)
{
    // A cosine over the smallest temperature that is allowed is at most 100.
    private const float Excluded = -1e4f;

    private readonly float[] _added = GC.AllocateArray<float>(capacity, pinned: true);
    private readonly float[] _weights = GC.AllocateArray<float>(capacity, pinned: true);
    private int _width;

    /// <summary>Declares the inputs, of a shape as the logits or one they can be repeated to, and writes the sum of the terms.</summary>
    public string Emit(GraphBuilder graph, string logits, params object[] shape)
    {
        var added = graph.Input(name + "_added", DataType.Float, shape);
        var weights = graph.Input(name + "_weights", DataType.Float, shape);
        return Loss.SoftmaxCrossEntropy(graph, graph.Add("Add", [logits, added]), weights);
    }

    /// <summary>Starts a table of so many rows without any term.</summary>
    public void Clear(int rows, int width)
    {
        _width = width;
        _added.AsSpan(0, rows * width).Clear();
        _weights.AsSpan(0, rows * width).Clear();
    }

    /// <summary>Makes a row a term.</summary>
    public void Set(int row, float weight, int positive, ReadOnlySpan<int> negatives)
    {
        var added = _added.AsSpan(row * _width, _width);
        added.Fill(Excluded);
        added[positive] = 0;
        foreach (var negative in negatives)
        {
            added[negative] = 0;
        }

        _weights[(row * _width) + positive] = weight;
    }

    /// <summary>Binds the table to a graph.</summary>
    public void Bind(BoundGraph graph, params long[] shape)
    {
        graph.Bind(name + "_added", _added, shape);
        graph.Bind(name + "_weights", _weights, shape);
    }
}
