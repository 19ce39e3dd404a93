using Trainer.Features;
using Trainer.Learners.Projection;
using Trainer.Onnx;
using Trainer.Training;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Learners.GraphRouter;

/// <summary>
/// One fit of <see cref="GraphRouterLearner"/>. A step takes the part of the graph that its queries span; in each draw the visible edges
/// carry messages and the loss is the mean cross-entropy on the others. Validation predicts the edges of held-out queries, which carry
/// none, from states that all training edges make: what is done at inference.
/// </summary>
internal sealed class GraphRouterTask : ITrainingTask, IDisposable
{
    private const int PassRows = 512;
    private const string HeardName = "heard";
    private const string StatesName = "states";

    private readonly GraphRouterLearner _learner;
    private readonly GraphNetwork _network;
    private readonly double[][] _quality;
    private readonly int[] _training;
    private readonly int[] _heldOut;
    private readonly CancellationToken _cancellation;
    private readonly int _width;
    private readonly QueryProjection _projection;
    private readonly QueryBatch _queries;
    private readonly EdgeBatch _edges;
    private readonly QueryBatch _passQueries;
    private readonly EdgeBatch _passEdges;
    private readonly BoundGraph _step;
    private readonly BoundGraph _messages;
    private readonly BoundGraph _loss;
    private readonly float[] _heard;
    private readonly float[] _states;

    /// <param name="learner">The settings.</param>
    /// <param name="network">The network.</param>
    /// <param name="projection">The projection that makes queries' states.</param>
    /// <param name="parameters">Parameters of both.</param>
    /// <param name="features">Features of all queries.</param>
    /// <param name="quality">Outcomes, [models][queries], NaN where there is no edge.</param>
    /// <param name="training">Queries to learn from.</param>
    /// <param name="heldOut">Queries to validate on.</param>
    /// <param name="batch">Queries of a step.</param>
    /// <param name="cancellation">Looked at in passes through all queries.</param>
    public GraphRouterTask(
        GraphRouterLearner learner,
        GraphNetwork network,
        QueryProjection projection,
        ParameterSet parameters,
        FeatureMatrix features,
        double[][] quality,
        int[] training,
        int[] heldOut,
        int batch,
        CancellationToken cancellation)
    {
        (_learner, _network, Parameters, _quality, _training, _heldOut) = (learner, network, parameters, quality, training, heldOut);
        (_cancellation, _width, _projection) = (cancellation, projection.Width, projection);
        _queries = new QueryBatch(features, parameters, QueryProjection.SparseWeights, batch);
        _edges = new EdgeBatch(quality, learner.Draws, batch);
        _passQueries = new QueryBatch(features, parameters, QueryProjection.SparseWeights, PassRows);
        _passEdges = new EdgeBatch(quality, 1, PassRows);
        _heard = GC.AllocateArray<float>(quality.Length * _width, pinned: true);
        _states = GC.AllocateArray<float>(quality.Length * _width, pinned: true);
        (_step, _messages, _loss) = (StepGraph(), MessagesGraph(), LossGraph());
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

        _queries.Fill(_step, queries);
        _edges.Draw(queries, _learner.Visible, new SeededRandom(key));
        _edges.BindMessages(_step, queries.Length);
        _edges.BindLoss(_step, queries.Length);
        _queries.BindGradient(_step);
        _step.Run();
        _queries.TakeGradient();
        return _step.Loss;
    }

    public double? Validate()
    {
        if (_heldOut.Length == 0)
        {
            return null;
        }

        States(_training).CopyTo(_states, 0);
        var (sum, edges) = (0.0, 0);
        for (var from = 0; from < _heldOut.Length; from += PassRows)
        {
            var rows = _heldOut.AsSpan(from, Math.Min(PassRows, _heldOut.Length - from));
            _passQueries.Fill(_loss, rows);
            edges += _passEdges.HideAll(rows);
            _passEdges.BindLoss(_loss, rows.Length);
            _loss.Bind(StatesName, _states, _quality.Length, _width);
            _loss.Run();
            sum += _loss.Loss;
        }

        return sum / Math.Max(1, edges);
    }

    /// <summary>States of the models, [models, width], when all edges of some queries carry messages. O(queries · the network).</summary>
    public float[] States(int[] rows)
    {
        var edgesOfModel = Array.ConvertAll(_quality, column => rows.Count(row => !double.IsNaN(column[row])));
        var sums = new double[_heard.Length];
        for (var from = 0; from < rows.Length; from += PassRows)
        {
            _cancellation.ThrowIfCancellationRequested();
            var some = rows.AsSpan(from, Math.Min(PassRows, rows.Length - from));
            _passQueries.Fill(_messages, some);
            _passEdges.ShowAll(some, edgesOfModel);
            _passEdges.BindMessages(_messages, some.Length);
            _messages.Bind(HeardName, _heard, 1, _quality.Length, _width);
            _messages.Run();
            for (var i = 0; i < sums.Length; i++)
            {
                sums[i] += _heard[i];
            }
        }

        var embeddings = Parameters[GraphNetwork.Embeddings].Values;
        return [.. sums.Select((sum, i) => (float)(sum + embeddings[i]))];
    }

    public void Dispose()
    {
        _step.Dispose();
        _messages.Dispose();
        _loss.Dispose();
    }

    private BoundGraph StepGraph()
    {
        var graph = new GraphBuilder(GraphRouterLearner.Name);
        var nodes = ParameterNodes.Inputs(graph, Parameters);
        var x = _projection.Emit(graph, nodes, _queries);
        var states = GraphNetwork.EmitStates(graph, nodes, _edges.EmitMessages(graph, nodes, x));
        var loss = _edges.EmitLoss(graph, _network.EmitLogits(graph, nodes, x, states, hasDraws: true));
        return BoundGraph.WithGradients(graph, loss, Parameters, 1, _queries.Differentiated);
    }

    private BoundGraph MessagesGraph()
    {
        var graph = new GraphBuilder(GraphRouterLearner.Name);
        var nodes = ParameterNodes.Inputs(graph, Parameters);
        var heard = _passEdges.EmitMessages(graph, nodes, _projection.Emit(graph, nodes, _passQueries));
        graph.Output(HeardName, heard, DataType.Float, 1, _quality.Length, _width);
        return new BoundGraph(graph, Parameters);
    }

    private BoundGraph LossGraph()
    {
        var graph = new GraphBuilder(GraphRouterLearner.Name);
        var nodes = ParameterNodes.Inputs(graph, Parameters);
        var x = _projection.Emit(graph, nodes, _passQueries);
        var states = graph.Input(StatesName, DataType.Float, _quality.Length, _width);
        var loss = _passEdges.EmitLoss(graph, _network.EmitLogits(graph, nodes, x, states, hasDraws: false));
        graph.Output(BoundGraph.LossName, loss, DataType.Float);
        return new BoundGraph(graph, Parameters);
    }
}
