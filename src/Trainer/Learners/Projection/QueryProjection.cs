using System.Globalization;
using Trainer.Features;
using Trainer.Onnx;
using Trainer.Training;

namespace Trainer.Learners.Projection;

/// <summary>
/// A learned map of a query's features to a vector h: x̂ = (dense − mean) · scale; h = sparse · S + x̂ · W + b, or with a hidden layer
/// h = tanh(sparse · S + x̂ · W + b) · W₂ + b₂. Without a width it is the identity, h = x̂, to which sparse columns, of which there are too
/// many to be left as they are, add sparse · S. The text encoder behind dense features stays as it is.
/// </summary>
internal sealed class QueryProjection
{
    // Of the identity where there are no dense columns to tell it.
    private const int SparseWidth = 64;

    private readonly int[] _widths;
    private readonly DenseScaling _scaling;

    /// <param name="features">Training features, which decide mean and scale.</param>
    /// <param name="hidden">Width of the hidden layer; 0 for none.</param>
    /// <param name="width">Width of h; 0 for the identity, which has no hidden layer.</param>
    public QueryProjection(FeatureMatrix features, int hidden, int width)
    {
        (SparseColumns, DenseColumns) = (features.Sparse.ColumnCount, features.Dense.ColumnCount);
        _scaling = DenseScaling.Of(features.Dense);
        _widths = width == 0 ? [] : hidden == 0 ? [width] : [hidden, width];
        First = _widths.Length > 0 ? _widths[0] : DenseColumns > 0 ? DenseColumns : SparseWidth;
        Width = _widths.Length > 0 ? width : First;
    }

    public int SparseColumns { get; }

    public int DenseColumns { get; }

    /// <summary>Width of h.</summary>
    public int Width { get; }

    /// <summary>Width of what sparse columns are multiplied to.</summary>
    public int First { get; }

    /// <summary>Name of S, [sparse columns, first width], which is row-sparse.</summary>
    public static string SparseWeights => "sparse_weights";

    public static string Weights(int layer) => string.Create(CultureInfo.InvariantCulture, $"weights_{layer + 1}");

    public static string Bias(int layer) => string.Create(CultureInfo.InvariantCulture, $"bias_{layer + 1}");

    /// <summary>Adds its parameters: weights uniform in ±√(6 / (inputs + outputs)) (Glorot and Bengio 2010, eq. 16), biases 0.</summary>
    public void AddTo(ParameterSet parameters, SeededRandom random)
    {
        var inputs = SparseColumns + DenseColumns;
        if (SparseColumns > 0)
        {
            parameters.Add(Glorot(SparseWeights, SparseColumns, First, inputs, random, isRowSparse: true));
        }

        for (var layer = 0; layer < _widths.Length; layer++)
        {
            var from = layer == 0 ? DenseColumns : _widths[layer - 1];
            if (from > 0)
            {
                parameters.Add(Glorot(Weights(layer), from, _widths[layer], layer == 0 ? inputs : from, random));
            }

            parameters.Add(new Parameter(Bias(layer), [_widths[layer]], new float[_widths[layer]], decays: false));
        }
    }

    /// <summary>A matrix of weights as <see cref="AddTo"/> has them.</summary>
    public static Parameter Glorot(string name, int from, int to, int fanIn, SeededRandom random, bool isRowSparse = false) =>
        Parameter.Uniform(name, [from, to], Math.Sqrt(6.0 / (fanIn + to)), random, isRowSparse);

    /// <summary>Writes the map and returns h, float [N, width].</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="parameters">The parameters there.</param>
    /// <param name="sparse">sparse · S, float [N, first width], or null without sparse columns.</param>
    /// <param name="dense">The dense features as they come, float [N, columns], or null without any.</param>
    public string Emit(GraphBuilder graph, ParameterNodes parameters, string? sparse, string? dense)
    {
        var x = dense is null ? null : _scaling.Emit(graph, dense);
        if (_widths.Length == 0)
        {
            return Sum(graph, x, sparse);
        }

        for (var layer = 0; layer < _widths.Length; layer++)
        {
            var product = x is null ? null : graph.Add("MatMul", [x, parameters[Weights(layer)]]);
            x = graph.Add("Add", [Sum(graph, product, layer == 0 ? sparse : null), parameters[Bias(layer)]]);
            x = layer < _widths.Length - 1 ? graph.Add("Tanh", [x]) : x;
        }

        return x!;
    }

    /// <summary>The same of queries that are bound as inputs of the graph.</summary>
    public string Emit(GraphBuilder graph, ParameterNodes parameters, QueryBatch batch)
    {
        var (sparse, dense) = batch.Declare(graph);
        return Emit(graph, parameters, sparse, dense);
    }

    private static string Sum(GraphBuilder graph, string? one, string? other) =>
        one is null ? other! : other is null ? one : graph.Add("Add", [one, other]);
}
