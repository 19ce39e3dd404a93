using Trainer.Features;
using Trainer.Learners.Projection;
using Trainer.Onnx;
using Trainer.Training;
using Trainer.Training.Noise;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Learners.Mlp;

/// <summary>One fit: batches of queries with their targets and dropout masks into the training graph.</summary>
internal sealed class MlpTask : ITrainingTask, IDisposable
{
    private const int ValidationRows = 512;
    private const string TargetsName = "targets";
    private const string WeightsName = "target_weights";

    private readonly MlpNetwork _network;
    private readonly double[][] _targets;
    private readonly int[] _training;
    private readonly int[] _heldOut;
    private readonly double _dropout;
    private readonly float _noise;
    private readonly QueryBatch _batch;
    private readonly BoundGraph _step;
    private readonly BoundGraph _loss;
    private readonly float[] _batchTargets;
    private readonly float[] _batchWeights;
    private readonly float[][] _masks;

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
        (_network, Parameters, _targets) = (network, parameters, targets);
        (_training, _heldOut, _dropout, _noise) = (training, heldOut, dropout, (float)noise / network.Scale);
        var rows = Math.Max(batch, ValidationRows);
        float[] Pinned(int width) => GC.AllocateArray<float>(checked(rows * width), pinned: true);
        _batch = new QueryBatch(features, parameters, MlpNetwork.SparseWeights, rows);
        (_batchTargets, _batchWeights) = (Pinned(network.Outputs), Pinned(network.Outputs));
        _masks = [.. Enumerable.Range(0, dropout > 0 ? network.HiddenLayers : 0).Select(layer => Pinned(network.Width(layer)))];
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

        _batch.Fill(_step, queries, _noise, keys);
        BindTargets(_step, queries);
        _batch.BindGradient(_step);
        _step.Run();
        _batch.TakeGradient();
        return _step.Loss;
    }

    public double? Validate() => HeldOutLoss.Mean(_loss, _heldOut, ValidationRows, queries =>
    {
        _batch.Fill(_loss, queries);
        BindTargets(_loss, queries);
    });

    public void Dispose()
    {
        _step.Dispose();
        _loss.Dispose();
    }

    private static string Mask(int layer) => $"mask_{layer + 1}";

    private BoundGraph Bound(bool isTraining)
    {
        var graph = new GraphBuilder(MlpLearner.Name);
        var (sparse, dense) = _batch.Declare(graph);
        string[] masks = isTraining
            ? [.. _masks.Select((_, layer) => graph.Input(Mask(layer), DataType.Float, GraphBuilder.Batch, _network.Width(layer)))]
            : [];
        var logits = _network.Emit(graph, ParameterNodes.Inputs(graph, Parameters), sparse, dense, masks);
        var targets = graph.Input(TargetsName, DataType.Float, GraphBuilder.Batch, _network.Outputs);
        var weights = graph.Input(WeightsName, DataType.Float, GraphBuilder.Batch, _network.Outputs);
        var loss = Loss.BinaryCrossEntropy(graph, logits, targets, weights);
        if (isTraining)
        {
            return BoundGraph.WithGradients(graph, loss, Parameters, 1, _batch.Differentiated);
        }

        graph.Output(BoundGraph.LossName, loss, DataType.Float);
        return new BoundGraph(graph, Parameters);
    }

    private void BindTargets(BoundGraph graph, ReadOnlySpan<int> queries)
    {
        var outputs = _network.Outputs;
        for (var i = 0; i < queries.Length; i++)
        {
            for (var output = 0; output < outputs; output++)
            {
                var target = _targets[output][queries[i]];
                var isKnown = !double.IsNaN(target);
                _batchTargets[(i * outputs) + output] = isKnown ? (float)target : 0;
                _batchWeights[(i * outputs) + output] = isKnown ? 1f / queries.Length : 0;
            }
        }

        graph.Bind(TargetsName, _batchTargets, queries.Length, outputs);
        graph.Bind(WeightsName, _batchWeights, queries.Length, outputs);
    }
}
