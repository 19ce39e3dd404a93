using Trainer.Features;
using Trainer.Learners.Projection;
using Trainer.Onnx;
using Trainer.Training;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Learners.Contrastive;

/// <summary>
/// One fit of <see cref="RouterDcLearner"/>. A step's loss is the sum of the sample-LLM terms of its queries plus the weighted sum of their
/// cluster terms, over the number of queries; validation is the sample-LLM loss alone, in which nothing is drawn.
/// </summary>
internal sealed class RouterDcTask : ITrainingTask, IDisposable
{
    private const int ValidationRows = 512;

    private readonly RouterDcLearner _learner;
    private readonly ModelContrast[][] _contrasts;
    private readonly int[] _clusters;
    private readonly int[] _training;
    private readonly int[] _heldOut;
    private readonly QueryProjection _projection;
    private readonly QueryBatch _batch;
    private readonly ContrastTerms _modelTerms;
    private readonly ContrastTerms _clusterTerms;
    private readonly BoundGraph _step;
    private readonly BoundGraph _loss;
    private readonly int _models;

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
        (_learner, Parameters, _contrasts, _clusters, _training, _heldOut) = (learner, parameters, contrasts, clusters, training, heldOut);
        _projection = projection;
        _models = (int)parameters[ContrastiveHead.Models].Shape[0];
        var step = Math.Min(learner.Batch, training.Length);
        var most = Math.Max(step, Math.Min(ValidationRows, heldOut.Length));
        _batch = new QueryBatch(features, parameters, QueryProjection.SparseWeights, most);
        _modelTerms = new ContrastTerms("models", checked(most * learner.TopK * _models));
        _clusterTerms = new ContrastTerms("clusters", clusters.Length == 0 ? 0 : checked(step * step));
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

        Fill(_step, queries);
        if (_clusters.Length > 0)
        {
            var clusters = Array.ConvertAll(queries, query => _clusters[query]);
            ClusterContrast.Fill(
                _clusterTerms, clusters, _learner.Negatives, (float)(_learner.ClusterWeight / queries.Length), new SeededRandom(key));
            _clusterTerms.Bind(_step, queries.Length, queries.Length);
        }

        _batch.BindGradient(_step);
        _step.Run();
        _batch.TakeGradient();
        return _step.Loss;
    }

    public double? Validate() => HeldOutLoss.Mean(_loss, _heldOut, ValidationRows, examples => Fill(_loss, examples));

    public void Dispose()
    {
        _step.Dispose();
        _loss.Dispose();
    }

    private BoundGraph Bound(bool isTraining)
    {
        var graph = new GraphBuilder(RouterDcLearner.Name);
        var nodes = ParameterNodes.Inputs(graph, Parameters);
        var unit = ContrastiveHead.Unit(graph, _projection.Emit(graph, nodes, _batch));
        var models = ContrastiveHead.Unit(graph, nodes[ContrastiveHead.Models]);
        models = ContrastiveHead.Products(graph, unit, models, _learner.Temperature);
        var each = graph.Add("Unsqueeze", [models, graph.Constant("axis", [1L], 1)]); // [N, 1, models]
        var loss = _modelTerms.Emit(graph, each, GraphBuilder.Batch, _learner.TopK, _models);
        if (!isTraining)
        {
            graph.Output(BoundGraph.LossName, loss, DataType.Float);
            return new BoundGraph(graph, Parameters);
        }

        if (_clusters.Length > 0)
        {
            var queries = ContrastiveHead.Products(graph, unit, unit, _learner.Temperature);
            loss = graph.Add("Add", [loss, _clusterTerms.Emit(graph, queries, GraphBuilder.Batch, GraphBuilder.Batch)]);
        }

        return BoundGraph.WithGradients(graph, loss, Parameters, 1, _batch.Differentiated);
    }

    private void Fill(BoundGraph graph, ReadOnlySpan<int> queries)
    {
        _batch.Fill(graph, queries);
        _modelTerms.Clear(queries.Length * _learner.TopK, _models);
        for (var i = 0; i < queries.Length; i++)
        {
            var contrasts = _contrasts[queries[i]];
            for (var slot = 0; slot < contrasts.Length; slot++)
            {
                _modelTerms.Set((i * _learner.TopK) + slot, 1f / queries.Length, contrasts[slot].Positive, contrasts[slot].Negatives);
            }
        }

        _modelTerms.Bind(graph, queries.Length, _learner.TopK, _models);
    }
}
