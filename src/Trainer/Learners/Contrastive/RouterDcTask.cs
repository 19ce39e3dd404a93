using Trainer.Features;
using Trainer.Learners.Projection;
using Trainer.Onnx;
using Trainer.Training;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Learners.Contrastive;

/// <summary>One fit of <see cref="RouterDcLearner"/> on frozen vectors, by <see cref="ContrastiveLoss"/>.</summary>
internal sealed class RouterDcTask : ITrainingTask, IDisposable
{
    private const int ValidationRows = 512;

    private readonly int[] _training;
    private readonly int[] _heldOut;
    private readonly QueryProjection _projection;
    private readonly QueryBatch _batch;
    private readonly ContrastiveLoss _contrast;
    private readonly BoundGraph _step;
    private readonly BoundGraph _loss;

    /// <param name="learner">The settings.</param>
    /// <param name="projection">The projection.</param>
    /// <param name="parameters">Its parameters and the head's.</param>
    /// <param name="features">Features of all queries.</param>
    /// <param name="contrasts">Sample-LLM terms of all queries.</param>
    /// <param name="clusters">The cluster of each query; empty to leave that loss out.</param>
    /// <param name="training">Queries to learn from.</param>
    /// <param name="heldOut">Queries to validate on.</param>
    public RouterDcTask(
        RouterDcLearner learner,
        QueryProjection projection,
        ParameterSet parameters,
        FeatureMatrix features,
        ModelContrast[][] contrasts,
        int[] clusters,
        int[] training,
        int[] heldOut)
    {
        (Parameters, _projection, _training, _heldOut) = (parameters, projection, training, heldOut);
        var models = (int)parameters[ContrastiveHead.Models].Shape[0];
        var (step, validation) = (Math.Min(learner.Batch, training.Length), Math.Min(ValidationRows, heldOut.Length));
        _batch = new QueryBatch(features, parameters, QueryProjection.SparseWeights, Math.Max(step, validation));
        _contrast = new ContrastiveLoss(learner, contrasts, clusters, models, step, validation);
        _step = Bound(isTraining: true);
        _loss = Bound(isTraining: false);
    }

    public ParameterSet Parameters { get; }

    public int Count => _training.Length;

    public double Step(ReadOnlySpan<int> rows, ulong key)
    {
        var queries = new int[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            queries[i] = _training[rows[i]];
        }

        Fill(_step, queries, key);
        _batch.BindGradient(_step);
        _step.Run();
        _batch.TakeGradient();
        return _step.Loss;
    }

    public double? Validate() => HeldOutLoss.Mean(_loss, _heldOut, ValidationRows, examples => Fill(_loss, examples, null));

    public void Dispose()
    {
        _step.Dispose();
        _loss.Dispose();
    }

    private BoundGraph Bound(bool isTraining)
    {
        var graph = new GraphBuilder(RouterDcLearner.Name);
        var nodes = ParameterNodes.Inputs(graph, Parameters);
        var loss = _contrast.Emit(graph, nodes, _projection.Emit(graph, nodes, _batch), isTraining);
        if (isTraining)
        {
            return BoundGraph.WithGradients(graph, loss, Parameters, 1, _batch.Differentiated);
        }

        graph.Output(BoundGraph.LossName, loss, DataType.Float);
        return new BoundGraph(graph, Parameters);
    }

    private void Fill(BoundGraph graph, ReadOnlySpan<int> queries, ulong? key)
    {
        _batch.Fill(graph, queries);
        _contrast.Bind(graph, queries, key);
    }
}
