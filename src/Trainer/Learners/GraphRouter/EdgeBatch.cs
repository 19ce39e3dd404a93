using Trainer.Features;
using Trainer.Onnx;
using Trainer.Training;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Learners.GraphRouter;

/// <summary>
/// Edges between some queries and all models as inputs of a graph: outcomes, which of them carry messages, which are predicted.
/// </summary>
/// <param name="quality">Outcomes, [models][queries], NaN where there is no edge.</param>
/// <param name="draws">Draws of which edges are visible.</param>
/// <param name="capacity">Queries of the largest batch.</param>
internal sealed class EdgeBatch(double[][] quality, int draws, int capacity)
{
    private const string OutcomesName = "outcomes";
    private const string ToModelName = "to_model";
    private const string ToQueryName = "to_query";
    private const string TargetsName = "targets";
    private const string HiddenName = "hidden";

    private readonly int _models = quality.Length;
    private readonly float[] _outcomes = Pinned(quality.Length, capacity);
    private readonly float[] _targets = Pinned(quality.Length, capacity);
    private readonly float[] _toModel = Pinned(draws * quality.Length, capacity);
    private readonly float[] _toQuery = Pinned(draws * quality.Length, capacity);
    private readonly float[] _hidden = Pinned(draws * quality.Length, capacity);

    /// <summary>Declares what messages need and writes them, float [draws, models, width].</summary>
    public string EmitMessages(GraphBuilder graph, ParameterNodes nodes, string x) => GraphNetwork.EmitMessages(
        graph,
        nodes,
        x,
        graph.Input(OutcomesName, DataType.Float, _models, GraphBuilder.Batch, 1),
        graph.Input(ToModelName, DataType.Float, draws, _models, 1, GraphBuilder.Batch),
        graph.Input(ToQueryName, DataType.Float, draws, GraphBuilder.Batch, 1, _models));

    /// <summary>Declares what the loss needs and writes it for log-odds [draws, N, models].</summary>
    public string EmitLoss(GraphBuilder graph, string logits) => Loss.BinaryCrossEntropy(
        graph,
        logits,
        graph.Input(TargetsName, DataType.Float, GraphBuilder.Batch, _models),
        graph.Input(HiddenName, DataType.Float, draws, GraphBuilder.Batch, _models));

    /// <summary>Draws which edges of a step are visible: draw by draw, query by query, model by model.</summary>
    public void Draw(ReadOnlySpan<int> queries, double share, SeededRandom random)
    {
        Span<int> ofModel = stackalloc int[_models <= 1024 ? _models : 0];
        ofModel = _models <= 1024 ? ofModel : new int[_models];
        var predicted = 0;
        Outcomes(queries);
        for (var draw = 0; draw < draws; draw++)
        {
            ofModel.Clear();
            for (var i = 0; i < queries.Length; i++)
            {
                var at = ((draw * queries.Length) + i) * _models;
                var visible = 0;
                for (var m = 0; m < _models; m++)
                {
                    var isEdge = !double.IsNaN(quality[m][queries[i]]);
                    var isVisible = isEdge && random.NextDouble() < share;
                    (_toQuery[at + m], _hidden[at + m]) = (isVisible ? 1 : 0, isEdge && !isVisible ? 1 : 0);
                    visible += isVisible ? 1 : 0;
                    ofModel[m] += isVisible ? 1 : 0;
                    predicted += isEdge && !isVisible ? 1 : 0;
                }

                for (var m = 0; m < _models && visible > 0; m++)
                {
                    _toQuery[at + m] /= visible;
                }
            }

            for (var m = 0; m < _models; m++)
            {
                var to = _toModel.AsSpan(((draw * _models) + m) * queries.Length, queries.Length);
                for (var i = 0; i < queries.Length; i++)
                {
                    to[i] = _toQuery[(((draw * queries.Length) + i) * _models) + m] > 0 ? 1f / ofModel[m] : 0;
                }
            }
        }

        for (var i = 0; i < draws * queries.Length * _models; i++)
        {
            _hidden[i] /= Math.Max(1, predicted);
        }
    }

    /// <summary>Makes every edge of the queries visible, in one draw; a model's messages are divided by its edges of all queries.</summary>
    public void ShowAll(ReadOnlySpan<int> queries, ReadOnlySpan<int> edgesOfModel)
    {
        Outcomes(queries);
        for (var i = 0; i < queries.Length; i++)
        {
            var edges = 0;
            for (var m = 0; m < _models; m++)
            {
                var isEdge = !double.IsNaN(quality[m][queries[i]]);
                edges += isEdge ? 1 : 0;
                _toQuery[(i * _models) + m] = isEdge ? 1 : 0;
                _toModel[(m * queries.Length) + i] = isEdge ? 1f / edgesOfModel[m] : 0;
            }

            for (var m = 0; m < _models; m++)
            {
                _toQuery[(i * _models) + m] /= Math.Max(1, edges);
            }
        }
    }

    /// <summary>Makes every edge of the queries one to be predicted, in one draw, and returns how many there are.</summary>
    public int HideAll(ReadOnlySpan<int> queries)
    {
        Outcomes(queries);
        var predicted = 0;
        for (var i = 0; i < queries.Length; i++)
        {
            for (var m = 0; m < _models; m++)
            {
                var isEdge = !double.IsNaN(quality[m][queries[i]]);
                _hidden[(i * _models) + m] = isEdge ? 1 : 0;
                predicted += isEdge ? 1 : 0;
            }
        }

        return predicted;
    }

    /// <summary>Binds what messages need.</summary>
    public void BindMessages(BoundGraph graph, int queries)
    {
        graph.Bind(OutcomesName, _outcomes, _models, queries, 1);
        graph.Bind(ToModelName, _toModel, draws, _models, 1, queries);
        graph.Bind(ToQueryName, _toQuery, draws, queries, 1, _models);
    }

    /// <summary>Binds what the loss needs.</summary>
    public void BindLoss(BoundGraph graph, int queries)
    {
        graph.Bind(TargetsName, _targets, queries, _models);
        graph.Bind(HiddenName, _hidden, draws, queries, _models);
    }

    private static float[] Pinned(int width, int capacity) => GC.AllocateArray<float>(checked(width * capacity), pinned: true);

    private void Outcomes(ReadOnlySpan<int> queries)
    {
        for (var i = 0; i < queries.Length; i++)
        {
            for (var m = 0; m < _models; m++)
            {
                var outcome = quality[m][queries[i]];
                var known = double.IsNaN(outcome) ? 0 : (float)outcome;
                _outcomes[(m * queries.Length) + i] = known;
                _targets[(i * _models) + m] = known;
            }
        }
    }
}
