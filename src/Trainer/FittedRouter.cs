using Trainer.Calibration;
using Trainer.Features;
using Trainer.Learners;
using Trainer.Onnx;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer;

/// <summary>Features, learner and calibrators in a row: texts to calibrated scores here, and the same chain as one graph.</summary>
internal sealed class FittedRouter(QueryFeatures? features, IFittedLearner learner, PlattScaling[] calibrators)
{
    public int ScoresPerQuery => calibrators.Length;

    /// <summary>Calibrated scores, row by row, of texts with whatever external scores the features take.</summary>
    public float[] Score(IReadOnlyList<string> texts, ExternalScores? external = null, CancellationToken cancellation = default)
    {
        var vectors = features?.Transform(texts, external, cancellation) ?? FeatureMatrix.Empty(texts.Count);
        var scores = learner.Score(vectors, texts);
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = calibrators[i % calibrators.Length].Apply(scores[i]);
        }

        return scores;
    }

    public byte[] BuildGraph(IReadOnlyDictionary<string, string> metadata)
    {
        var graph = new GraphBuilder("router");
        var inputs = new QueryInputs(graph);
        var raw = learner.Emit(inputs, features?.Emit(inputs) ?? new FeatureNodes(null, null));
        var slopes = graph.Constant("calibration_slope", Array.ConvertAll(calibrators, c => c.Slope), calibrators.Length);
        var offsets = graph.Constant("calibration_offset", Array.ConvertAll(calibrators, c => c.Offset), calibrators.Length);
        var scores = graph.Add("Sigmoid", [graph.Add("Add", [graph.Add("Mul", [raw, slopes]), offsets])]);
        if (ScoresPerQuery == 1)
        {
            var winRate = graph.Add("Squeeze", [scores, graph.Constant("axes", [1L], 1)]);
            graph.Output(GraphSession.ScoresName, winRate, DataType.Float, GraphBuilder.Batch);
        }
        else
        {
            graph.Output(GraphSession.ScoresName, scores, DataType.Float, GraphBuilder.Batch, ScoresPerQuery);
        }

        return graph.Build(metadata);
    }
}
