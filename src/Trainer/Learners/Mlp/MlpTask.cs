using System.Numerics.Tensors;
using Trainer.Features;
using Trainer.Onnx;
using Trainer.Training;
using Trainer.Training.Noise;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Learners.Mlp;

/// <summary>
/// One fit: batches of rows into the training graph and, for sparse columns, gradients of the touched rows of S out of it. The product with
/// sparse columns is made here, because a graph would make it a dense one; everything behind it is the graph's.
/// </summary>
internal sealed class MlpTask : ITrainingTask, IDisposable
{
    private const int ValidationRows = 512;
    private const string SparseName = "sparse_product";
    private const string DenseName = "dense";
    private const string TargetsName = "targets";
    private const string WeightsName = "target_weights";

    private readonly MlpNetwork _network;
    private readonly FeatureMatrix _features;
    private readonly double[][] _targets;
    private readonly int[] _training;
    private readonly int[] _heldOut;
    private readonly double _dropout;
    private readonly float _noise;
    private readonly BoundGraph _step;
    private readonly BoundGraph _loss;
    private readonly float[] _sparse;
    private readonly float[] _sparseGradient;
    private readonly float[] _dense;
    private readonly float[] _batchTargets;
    private readonly float[] _batchWeights;
    private readonly float[][] _masks;
    private readonly float[] _noiseRow;

    public MlpTask(
        MlpNetwork network,
        ParameterSet parameters,
        FeatureMatrix features,
        double[][] targets,
        int[] training,
        int[] heldOut,
        int batch,
        double dropout,
        double noise)
    {
        (_network, Parameters, _features, _targets) = (network, parameters, features, targets);
        (_training, _heldOut, _dropout, _noise) = (training, heldOut, dropout, (float)noise / network.Scale);
        var rows = Math.Max(batch, ValidationRows);
        float[] Pinned(int width) => GC.AllocateArray<float>(checked(rows * width), pinned: true);
        _sparse = Pinned(network.SparseColumns > 0 ? network.First : 0);
        _sparseGradient = Pinned(network.SparseColumns > 0 ? network.First : 0);
        _dense = Pinned(network.DenseColumns);
        (_batchTargets, _batchWeights) = (Pinned(network.Outputs), Pinned(network.Outputs));
        _masks = [.. Enumerable.Range(0, dropout > 0 ? network.HiddenLayers : 0).Select(layer => Pinned(network.Width(layer)))];
        _noiseRow = new float[noise > 0 ? network.DenseColumns : 0];
        _step = Bound(isTraining: true);
        _loss = Bound(isTraining: false);
    }

    public ParameterSet Parameters { get; }

    public int Count => _training.Length;

    public double Step(ReadOnlySpan<int> rows, ulong key)
    {
        var keys = new SeededRandom(key);
        Span<int> queries = stackalloc int[Math.Min(rows.Length, 1024)];
        queries = rows.Length > queries.Length ? new int[rows.Length] : queries;
        for (var i = 0; i < rows.Length; i++)
        {
            queries[i] = _training[rows[i]];
        }

        for (var layer = 0; layer < _masks.Length; layer++)
        {
            var width = _network.Width(layer);
            DropoutMask.Fill(_masks[layer].AsSpan(0, rows.Length * width), _dropout, keys.NextUInt64());
            _step.Bind(Mask(layer), _masks[layer], rows.Length, width);
        }

        Fill(_step, queries);
        if (_noise > 0)
        {
            AddNoise(rows.Length, keys);
        }

        if (_sparse.Length > 0)
        {
            _step.Bind(BoundGraph.GradientOf(SparseName), _sparseGradient, rows.Length, _network.First);
        }

        _step.Run();
        if (_sparse.Length > 0)
        {
            TouchRows(queries);
        }

        return _step.Loss;
    }

    public double? Validate() => HeldOutLoss.Mean(_loss, _heldOut, ValidationRows, examples => Fill(_loss, examples));

    public void Dispose()
    {
        _step.Dispose();
        _loss.Dispose();
    }

    private static string Mask(int layer) => $"mask_{layer + 1}";

    private BoundGraph Bound(bool isTraining)
    {
        var graph = new GraphBuilder(MlpLearner.Name);
        var sparse = _network.SparseColumns > 0 ? graph.Input(SparseName, DataType.Float, GraphBuilder.Batch, _network.First) : null;
        var dense = _network.DenseColumns > 0 ? graph.Input(DenseName, DataType.Float, GraphBuilder.Batch, _network.DenseColumns) : null;
        string[] masks = isTraining
            ? [.. _masks.Select((_, layer) => graph.Input(Mask(layer), DataType.Float, GraphBuilder.Batch, _network.Width(layer)))]
            : [];
        var logits = _network.Emit(graph, ParameterNodes.Inputs(graph, Parameters), sparse, dense, masks);
        var targets = graph.Input(TargetsName, DataType.Float, GraphBuilder.Batch, _network.Outputs);
        var weights = graph.Input(WeightsName, DataType.Float, GraphBuilder.Batch, _network.Outputs);
        var loss = Loss.BinaryCrossEntropy(graph, logits, targets, weights);
        if (isTraining)
        {
            return BoundGraph.WithGradients(graph, loss, Parameters, 1, sparse is null ? [] : [sparse]);
        }

        graph.Output(BoundGraph.LossName, loss, DataType.Float);
        return new BoundGraph(graph, Parameters);
    }

    private void Fill(BoundGraph graph, ReadOnlySpan<int> queries)
    {
        var (first, columns, outputs) = (_network.First, _network.DenseColumns, _network.Outputs);
        for (var i = 0; i < queries.Length; i++)
        {
            var query = queries[i];
            _features.Dense.Row(query).CopyTo(_dense.AsSpan(i * columns));
            if (_sparse.Length > 0)
            {
                _network.Multiply(
                    _features.Sparse.Columns(query),
                    _features.Sparse.Values(query),
                    Parameters[MlpNetwork.SparseWeights].Values,
                    _sparse.AsSpan(i * first, first));
            }

            for (var output = 0; output < outputs; output++)
            {
                var target = _targets[output][query];
                var isKnown = !double.IsNaN(target);
                _batchTargets[(i * outputs) + output] = isKnown ? (float)target : 0;
                _batchWeights[(i * outputs) + output] = isKnown ? 1f / queries.Length : 0;
            }
        }

        graph.Bind(TargetsName, _batchTargets, queries.Length, outputs);
        graph.Bind(WeightsName, _batchWeights, queries.Length, outputs);
        if (columns > 0)
        {
            graph.Bind(DenseName, _dense, queries.Length, columns);
        }

        if (_sparse.Length > 0)
        {
            graph.Bind(SparseName, _sparse, queries.Length, first);
        }
    }

    private void AddNoise(int rows, SeededRandom keys)
    {
        for (var i = 0; i < rows; i++)
        {
            var row = _dense.AsSpan(i * _network.DenseColumns, _network.DenseColumns);
            GaussianNoise.Fill(_noiseRow, keys.NextUInt64());
            TensorPrimitives.MultiplyAdd(_noiseRow, _noise, row, row);
        }
    }

    private void TouchRows(ReadOnlySpan<int> queries)
    {
        var gradient = Parameters[MlpNetwork.SparseWeights].Rows!;
        gradient.Clear();
        for (var i = 0; i < queries.Length; i++)
        {
            var slope = _sparseGradient.AsSpan(i * _network.First, _network.First);
            var columns = _features.Sparse.Columns(queries[i]);
            var values = _features.Sparse.Values(queries[i]);
            for (var j = 0; j < columns.Length; j++)
            {
                var row = gradient.Touch(columns[j]);
                TensorPrimitives.MultiplyAdd(slope, values[j], row, row);
            }
        }
    }
}
