using Trainer.Features;
using Trainer.Learners.External;
using Trainer.Onnx;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Learners.Cascade;

/// <summary>
/// Decides for the first place whose score is not below its threshold, as the score of an answer that is not there yet (NaN) never is. Scores
/// come from outside as they are, so that none lies within rounding of a threshold: every runtime compares the same bits.
/// </summary>
internal sealed class FittedCascade : IFittedLearner
{
    // As a log-odds it is a probability of 0.99995.
    private const float Certain = 10;

    private readonly int[] _columns;
    private readonly float[] _thresholds;
    private readonly bool _isPair;

    /// <param name="columns">The score of each place but the last among the dense features.</param>
    /// <param name="thresholds">One per place, the last -∞.</param>
    /// <param name="isPair">One score for the strong model instead of one for each.</param>
    public FittedCascade(int[] columns, float[] thresholds, bool isPair)
    {
        // No number lies below -∞: what the last place is compared with does not matter.
        (_columns, _thresholds, _isPair) = ([.. columns, columns[0]], thresholds, isPair);
    }

    public float[] Score(FeatureMatrix features, IReadOnlyList<string> texts)
    {
        var perQuery = _isPair ? 1 : _thresholds.Length;
        var scores = new float[features.RowCount * perQuery];
        Array.Fill(scores, -Certain);
        for (var row = 0; row < features.RowCount; row++)
        {
            var given = features.Dense.Row(row);
            var place = 0;
            while (given[_columns[place]] < _thresholds[place])
            {
                place++;
            }

            if (!_isPair || place == 1)
            {
                scores[(row * perQuery) + (_isPair ? 0 : place)] = Certain;
            }
        }

        return scores;
    }

    public string Emit(QueryInputs inputs, FeatureNodes features)
    {
        var graph = inputs.Graph;
        var places = _thresholds.Length;
        var below = graph.Add(
            "Less", [ScoreColumn.Emit(graph, features, _columns), graph.Constant("thresholds", _thresholds, 1, places)]);

        // The smallest of 0 (stands) and 1 (below) is found at its first place.
        var stands = graph.Add(
            "ArgMin",
            [graph.Add("Cast", [below], Attr.Int("to", (long)DataType.Float))],
            Attr.Int("axis", 1),
            Attr.Int("keepdims", 1));
        long[] scored = _isPair ? [1] : [.. Enumerable.Range(0, places).Select(place => (long)place)];
        return graph.Add(
            "Where",
            [
                graph.Add("Equal", [stands, graph.Constant("places", scored, 1, scored.Length)]),
                graph.Scalar(Certain),
                graph.Scalar(-Certain),
            ]);
    }
}
