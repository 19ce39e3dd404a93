using Trainer.Features;
using Trainer.Features.Encoders;
using Trainer.Onnx;
using Trainer.Training;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Learners.FineTuning;

/// <summary>A fine-tuned encoder with its head. It scores by the very nodes that it ships.</summary>
internal sealed class TunedEncoder : IFittedLearner, IDisposable
{
    private readonly ITuningHead _head;
    private readonly ParameterSet _parameters;
    private readonly GraphSession _session;

    /// <param name="encoder">The encoder as it was trained; disposed of with this.</param>
    /// <param name="head">The head's form.</param>
    /// <param name="parameters">The head's weights.</param>
    public TunedEncoder(Encoder encoder, ITuningHead head, ParameterSet parameters)
    {
        (Encoder, _head, _parameters) = (encoder, head, parameters);
        var graph = new GraphBuilder(TuningNetwork.GraphName);
        var vectors = graph.Input(GraphSession.EmbeddingName, DataType.Float, GraphBuilder.Batch, encoder.Dimension);
        graph.Output(GraphSession.ScoresName, Scores(graph, vectors), DataType.Float, GraphBuilder.Batch, head.ScoresPerQuery);
        _session = new GraphSession(graph.Build(new Dictionary<string, string>()));
    }

    public Encoder Encoder { get; }

    public float[] Score(FeatureMatrix features, IReadOnlyList<string> texts)
    {
        var scores = new float[texts.Count * _head.ScoresPerQuery];
        if (texts.Count > 0)
        {
            _session.Run(new GraphInputs(texts.Count) { Embeddings = Encoder.Embed(texts).Values.ToArray() }, scores);
        }

        return scores;
    }

    public string Emit(QueryInputs inputs, FeatureNodes features) => Scores(inputs.Graph, Encoder.Emit(inputs.Graph));

    public void Dispose()
    {
        _session.Dispose();
        Encoder.Dispose();
    }

    private string Scores(GraphBuilder graph, string vectors) =>
        _head.EmitScores(graph, ParameterNodes.Constants(graph, _parameters), vectors);
}
