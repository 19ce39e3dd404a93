using System.Numerics.Tensors;
using Trainer.Features;
using Trainer.Onnx;
using Trainer.Training;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Learners.Projection;

/// <summary>
/// Features of some queries as inputs of a graph that starts with a <see cref="QueryProjection"/>. The product with sparse columns is made
/// here, and its gradient taken back here, because a graph would make them dense.
/// </summary>
/// <param name="projection">The projection.</param>
/// <param name="features">Features of all queries.</param>
/// <param name="parameters">Parameters, of which S is needed.</param>
/// <param name="capacity">Queries of the largest batch.</param>
internal sealed class QueryBatch(QueryProjection projection, FeatureMatrix features, ParameterSet parameters, int capacity)
{
    private const string SparseName = "sparse_product";
    private const string DenseName = "dense";

    private readonly float[] _sparse = Pinned(projection.SparseColumns > 0 ? projection.First : 0, capacity);
    private readonly float[] _sparseGradient = Pinned(projection.SparseColumns > 0 ? projection.First : 0, capacity);
    private readonly float[] _dense = Pinned(projection.DenseColumns, capacity);
    private readonly int[] _rows = new int[capacity];

    /// <summary>Queries in the batch.</summary>
    public int Count { get; private set; }

    /// <summary>Inputs whose gradients <see cref="TakeGradient"/> wants.</summary>
    public string[] Differentiated => _sparse.Length > 0 ? [SparseName] : [];

    /// <summary>Declares the inputs and writes the projection of them, float [N, width].</summary>
    public string Emit(GraphBuilder graph, ParameterNodes nodes) => projection.Emit(
        graph,
        nodes,
        _sparse.Length > 0 ? graph.Input(SparseName, DataType.Float, GraphBuilder.Batch, projection.First) : null,
        _dense.Length > 0 ? graph.Input(DenseName, DataType.Float, GraphBuilder.Batch, projection.DenseColumns) : null);

    /// <summary>Makes these queries the batch and binds them to a graph.</summary>
    public void Fill(BoundGraph graph, ReadOnlySpan<int> rows)
    {
        rows.CopyTo(_rows);
        Count = rows.Length;
        for (var i = 0; i < rows.Length; i++)
        {
            features.Dense.Row(rows[i]).CopyTo(_dense.AsSpan(i * projection.DenseColumns));
            if (_sparse.Length > 0)
            {
                projection.Multiply(
                    features.Sparse.Columns(rows[i]),
                    features.Sparse.Values(rows[i]),
                    parameters[QueryProjection.SparseWeights].Values,
                    _sparse.AsSpan(i * projection.First, projection.First));
            }
        }

        if (_sparse.Length > 0)
        {
            graph.Bind(SparseName, _sparse, Count, projection.First);
        }

        if (_dense.Length > 0)
        {
            graph.Bind(DenseName, _dense, Count, projection.DenseColumns);
        }
    }

    /// <summary>Binds the place where the graph leaves what <see cref="TakeGradient"/> takes.</summary>
    public void BindGradient(BoundGraph graph)
    {
        if (_sparse.Length > 0)
        {
            graph.Bind(BoundGraph.GradientOf(SparseName), _sparseGradient, Count, projection.First);
        }
    }

    /// <summary>After a run, makes the gradient of the rows of S that the batch touches.</summary>
    public void TakeGradient()
    {
        if (_sparse.Length == 0)
        {
            return;
        }

        var gradient = parameters[QueryProjection.SparseWeights].Rows!;
        gradient.Clear();
        for (var i = 0; i < Count; i++)
        {
            var slope = _sparseGradient.AsSpan(i * projection.First, projection.First);
            var columns = features.Sparse.Columns(_rows[i]);
            var values = features.Sparse.Values(_rows[i]);
            for (var j = 0; j < columns.Length; j++)
            {
                var row = gradient.Touch(columns[j]);
                TensorPrimitives.MultiplyAdd(slope, values[j], row, row);
            }
        }
    }

    private static float[] Pinned(int width, int capacity) => GC.AllocateArray<float>(checked(width * capacity), pinned: true);
}
