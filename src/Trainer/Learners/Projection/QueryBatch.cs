using System.Numerics.Tensors;
using Trainer.Features;
using Trainer.Onnx;
using Trainer.Training;
using Trainer.Training.Noise;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Learners.Projection;

/// <summary>
/// Features of some queries on their way into a graph whose first step is sparse · S, dense · W or both. Dense features go in as they are;
/// the product with sparse ones is made here, and its gradient taken back here, because a graph would make them dense.
/// </summary>
internal sealed class QueryBatch
{
    private const int ScoredRows = 256;
    private const string SparseName = "sparse_product";
    private const string DenseName = "dense";

    private readonly FeatureMatrix _features;
    private readonly Parameter? _weights; // S, where there are sparse columns
    private readonly int _width;
    private readonly float[] _sparse;
    private readonly float[] _sparseGradient;
    private readonly float[] _dense;
    private readonly int[] _rows;

    /// <param name="features">Features of all queries.</param>
    /// <param name="parameters">Where S is.</param>
    /// <param name="sparseWeights">Name of S, [sparse columns, width], which is row-sparse; not asked for without sparse columns.</param>
    /// <param name="capacity">Queries of the largest batch.</param>
    public QueryBatch(FeatureMatrix features, ParameterSet parameters, string sparseWeights, int capacity)
    {
        (_features, _rows) = (features, new int[capacity]);
        _weights = features.Sparse.ColumnCount > 0 ? parameters[sparseWeights] : null;
        _width = _weights is null ? 0 : (int)_weights.Shape[1];
        float[] Pinned(int width) => GC.AllocateArray<float>(checked(width * capacity), pinned: true);
        (_sparse, _sparseGradient, _dense) = (Pinned(_width), Pinned(_weights?.Rows is null ? 0 : _width), Pinned(features.Dense.ColumnCount));
    }

    /// <summary>Queries in the batch.</summary>
    public int Count { get; private set; }

    /// <summary>Inputs whose gradients <see cref="TakeGradient"/> wants.</summary>
    public string[] Differentiated => _weights is null ? [] : [SparseName];

    /// <summary>
    /// Scores all queries by a graph, some at a time: [queries][<paramref name="scoresPerQuery"/>].
    /// </summary>
    /// <param name="features">Features of the queries.</param>
    /// <param name="parameters">Where S is.</param>
    /// <param name="sparseWeights">Name of S.</param>
    /// <param name="scoresPerQuery">Scores that the graph gives.</param>
    /// <param name="emit">Writes the scores of the inputs of <see cref="Declare"/>.</param>
    public static float[] Score(
        FeatureMatrix features,
        ParameterSet parameters,
        string sparseWeights,
        int scoresPerQuery,
        Func<GraphBuilder, string?, string?, string> emit)
    {
        var graph = new GraphBuilder("scores");
        var batch = new QueryBatch(features, parameters, sparseWeights, ScoredRows);
        var (sparse, dense) = batch.Declare(graph);
        graph.Output(GraphSession.ScoresName, emit(graph, sparse, dense), DataType.Float, GraphBuilder.Batch, scoresPerQuery);
        using var bound = new BoundGraph(graph, []);

        int[] rows = [.. Enumerable.Range(0, features.RowCount)];
        var some = GC.AllocateArray<float>(ScoredRows * scoresPerQuery, pinned: true);
        var scores = new float[rows.Length * scoresPerQuery];
        for (var from = 0; from < rows.Length; from += ScoredRows)
        {
            batch.Fill(bound, rows.AsSpan(from, Math.Min(ScoredRows, rows.Length - from)));
            bound.Bind(GraphSession.ScoresName, some, batch.Count, scoresPerQuery);
            bound.Run();
            some.AsSpan(0, batch.Count * scoresPerQuery).CopyTo(scores.AsSpan(from * scoresPerQuery));
        }

        return scores;
    }

    /// <summary>Declares the inputs: sparse · S, float [N, width], and the dense features; null for what there is none of.</summary>
    public (string? Sparse, string? Dense) Declare(GraphBuilder graph) => (
        _weights is null ? null : graph.Input(SparseName, DataType.Float, GraphBuilder.Batch, _width),
        _dense.Length == 0 ? null : graph.Input(DenseName, DataType.Float, GraphBuilder.Batch, _features.Dense.ColumnCount));

    /// <summary>Makes these queries the batch and binds them to a graph.</summary>
    /// <param name="graph">Where <see cref="Declare"/> was called.</param>
    /// <param name="queries">Rows of the features, repeated or not.</param>
    /// <param name="noise">Standard deviation of what is added to every dense value.</param>
    /// <param name="keys">Decides the noise.</param>
    public void Fill(BoundGraph graph, ReadOnlySpan<int> queries, float noise = 0, SeededRandom? keys = null)
    {
        queries.CopyTo(_rows);
        Count = queries.Length;
        var columns = _features.Dense.ColumnCount;
        for (var i = 0; i < queries.Length; i++)
        {
            var row = _features.Dense.Row(queries[i]);
            var target = _dense.AsSpan(i * columns, columns);
            if (noise > 0)
            {
                GaussianNoise.Fill(target, keys!.NextUInt64());
                TensorPrimitives.MultiplyAdd(target, noise, row, target);
            }
            else
            {
                row.CopyTo(target);
            }

            if (_weights is not null)
            {
                Multiply(queries[i], _weights.Values, _sparse.AsSpan(i * _width, _width));
            }
        }

        if (_weights is not null)
        {
            graph.Bind(SparseName, _sparse, Count, _width);
        }

        if (_dense.Length > 0)
        {
            graph.Bind(DenseName, _dense, Count, columns);
        }
    }

    /// <summary>Binds the place where the graph leaves what <see cref="TakeGradient"/> takes.</summary>
    public void BindGradient(BoundGraph graph)
    {
        if (_weights is not null)
        {
            graph.Bind(BoundGraph.GradientOf(SparseName), _sparseGradient, Count, _width);
        }
    }

    /// <summary>After a run, makes the gradient of the rows of S that the batch touches.</summary>
    public void TakeGradient()
    {
        if (_weights is null)
        {
            return;
        }

        var gradient = _weights.Rows!;
        gradient.Clear();
        for (var i = 0; i < Count; i++)
        {
            var slope = _sparseGradient.AsSpan(i * _width, _width);
            var columns = _features.Sparse.Columns(_rows[i]);
            var values = _features.Sparse.Values(_rows[i]);
            for (var j = 0; j < columns.Length; j++)
            {
                var row = gradient.Touch(columns[j]);
                TensorPrimitives.MultiplyAdd(slope, values[j], row, row);
            }
        }
    }

    // sparse · S of one query. O(stored values · width).
    private void Multiply(int query, ReadOnlySpan<float> weights, Span<float> result)
    {
        var columns = _features.Sparse.Columns(query);
        var values = _features.Sparse.Values(query);
        result.Clear();
        for (var i = 0; i < columns.Length; i++)
        {
            TensorPrimitives.MultiplyAdd(weights.Slice(columns[i] * _width, _width), values[i], result, result);
        }
    }
}
