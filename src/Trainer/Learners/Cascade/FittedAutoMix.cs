using Trainer.Features;
using Trainer.Learners.External;

namespace Trainer.Learners.Cascade;

/// <summary>
/// The gain as a function of the verification score: through the given gains at evenly spaced scores from 0 to 1, linear between them and
/// constant beyond. Written as a sum of steps, one per stretch, each climbed as far as the score reaches.
/// </summary>
internal sealed class FittedAutoMix : IFittedLearner
{
    private readonly int _column;
    private readonly float _first;
    private readonly float _width;
    private readonly float[] _starts;
    private readonly float[] _slopes;

    public FittedAutoMix(int column, float[] gains)
    {
        var bins = gains.Length - 1;
        (_column, _first, _width) = (column, gains[0], 1f / bins);
        _starts = [.. Enumerable.Range(0, bins).Select(bin => (float)bin / bins)];
        _slopes = [.. Enumerable.Range(0, bins).Select(bin => (gains[bin + 1] - gains[bin]) * bins)];
    }

    public float[] Score(FeatureMatrix features, IReadOnlyList<string> texts)
    {
        var scores = new float[features.RowCount];
        for (var row = 0; row < scores.Length; row++)
        {
            var score = features.Dense.Row(row)[_column];
            var gain = _first;
            for (var bin = 0; bin < _starts.Length; bin++)
            {
                gain += Math.Clamp(score - _starts[bin], 0, _width) * _slopes[bin];
            }

            scores[row] = gain;
        }

        return scores;
    }

    public string Emit(QueryInputs inputs, FeatureNodes features)
    {
        var graph = inputs.Graph;
        var beyond = graph.Add(
            "Sub", [ScoreColumn.Emit(graph, features, [_column]), graph.Constant("starts", _starts, 1, _starts.Length)]);
        var climbed = graph.Add("Clip", [beyond, graph.Constant("zero", [0f]), graph.Constant("width", [_width])]);
        return graph.Add(
            "Add", [graph.Add("MatMul", [climbed, graph.Constant("slopes", _slopes, _slopes.Length, 1)]), graph.Scalar(_first)]);
    }
}
