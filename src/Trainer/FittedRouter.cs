using Trainer.Calibration;
using Trainer.Features;
using Trainer.Learners;
using Trainer.Onnx;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer;

/// <summary>Features, learner and calibrators in a row: texts to calibrated scores here, and the same chain as one graph.</summary>
internal sealed class FittedRouter(QueryFeatures? features, IFittedLearner learner, PlattScaling[] calibrators)
{
    public int ScoresPerQuery => calibrators.Length * (learner.PredictsCosts ? 2 : 1);

    /// <summary>Calibrated scores, row by row, of texts with whatever external scores the features take.</summary>
    public float[] Score(IReadOnlyList<string> texts, ExternalScores? external = null, CancellationToken cancellation = default)
    {
        var vectors = features?.Transform(texts, external, cancellation) ?? FeatureMatrix.Empty(texts.Count);
        var scores = learner.Score(vectors, texts);
        return ScoreCalibration.Apply(calibrators, scores, ScoresPerQuery);
    }

    /// <summary>Texts whose scores may jump by rounding: see <see cref="IFittedLearner.Unsettled"/>.</summary>
    public bool[] Unsettled(IReadOnlyList<string> texts, ExternalScores? external = null, CancellationToken cancellation = default) =>
        learner.Unsettled(features?.Transform(texts, external, cancellation) ?? FeatureMatrix.Empty(texts.Count));

    public byte[] BuildGraph(IReadOnlyDictionary<string, string> metadata)
    {
        var graph = new GraphBuilder("router");
        var inputs = new QueryInputs(graph);
        var raw = learner.Emit(inputs, features?.Emit(inputs) ?? new FeatureNodes(null, null));
        var slopes = graph.Constant("calibration_slope", Array.ConvertAll(calibrators, c => c.Slope), calibrators.Length);
        var offsets = graph.Constant("calibration_offset", Array.ConvertAll(calibrators, c => c.Offset), calibrators.Length);
        string Columns(int from, int to) => graph.Add("Slice", [
            raw, graph.Constant("from", [(long)from], 1), graph.Constant("to", [(long)to], 1), graph.Constant("axis", [1L], 1),
        ]);
        var quality = learner.PredictsCosts ? Columns(0, calibrators.Length) : raw;
        var scores = graph.Add("Sigmoid", [graph.Add("Add", [graph.Add("Mul", [quality, slopes]), offsets])]);
        if (learner.PredictsCosts)
        {
            scores = graph.Add("Concat", [scores, Columns(calibrators.Length, ScoresPerQuery)], Attr.Int("axis", 1));
        }

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
