using Trainer.Features;
using Trainer.Learners.Neighbours;

namespace Trainer.Learners.GuardedNeighbours;

/// <summary>
/// Scores of every model on the scale of quality, and the reason of each decision; see <see cref="GuardedNeighboursLearner"/>.
/// </summary>
internal sealed class FittedGuardedNeighbours : IFittedLearner
{
    private const float BoundRamp = 0.1f;
    private const float SimilarityRamp = 0.05f;

    // No outcome is more certain than this, however alike the neighbours are: a deviation of 0.1 in quality.
    private const float LeastVariance = 0.01f;

    private readonly PairedDifferences _differences;
    private readonly NeighbourSearch _search;
    private readonly int _looked;
    private readonly float _shrinkage;
    private readonly float _margin;
    private readonly float _z;
    private readonly float _floor;
    private readonly bool _isPair;

    public FittedGuardedNeighbours(
        FeatureMatrix features, PairedDifferences differences, GuardedNeighboursLearner settings, float z, float floor, bool isPair)
    {
        (_differences, _z, _floor, _isPair) = (differences, z, floor, isPair);
        (_shrinkage, _margin) = ((float)settings.Shrinkage, (float)settings.Margin);
        _looked = differences.Stored.Looked(settings.K);
        _search = new NeighbourSearch(features, differences.Stored.Vectors, _looked);
    }

    private static NeighbourKernel Kernel => new(Sharpness: 0, Ramp: 1);

    private int Models => _differences.Gaps.Length;

    public float[] Score(FeatureMatrix features, IReadOnlyList<string> texts)
    {
        var scores = new float[features.RowCount * (_isPair ? 1 : Models)];
        foreach (var (row, quality, _, _) in Judge(features))
        {
            if (_isPair)
            {
                scores[row] = (float)(quality[1] - quality[0]);
                continue;
            }

            for (var m = 0; m < Models; m++)
            {
                scores[(row * Models) + m] = (float)quality[m];
            }
        }

        return scores;
    }

    /// <summary>What each query's scores rest on, before calibration and costs.</summary>
    public IReadOnlyList<GuardedDecision> Explain(FeatureMatrix features) => [.. Judge(features).Select(judged =>
    {
        var (_, quality, bounds, similarity) = judged;
        var model = _differences.Incumbent;
        for (var m = 0; m < Models; m++)
        {
            model = quality[m] > quality[model] ? m : model;
        }

        var reason = model != _differences.Incumbent ? GuardReason.Proven
            : similarity <= _floor ? GuardReason.Novel : GuardReason.NotProven;
        return new GuardedDecision(model, _differences.Incumbent, reason, similarity, _floor, [.. bounds]);
    })];

    public string Emit(QueryInputs inputs, FeatureNodes features)
    {
        var graph = inputs.Graph;
        var stored = _differences.Stored;
        var (similarities, nearest) = _search.Emit(graph, features);
        var weights = Kernel.Emit(graph, similarities, _looked);
        string Sums(string by, float[] table) => stored.EmitSums(graph, by, nearest, table);
        string Row(string hint, IEnumerable<float> values) => graph.Constant(hint, [.. values], Models);
        string Clip(string value) => graph.Add("Clip", [value, graph.Scalar(0f), graph.Scalar(1f)]);

        var lambda = graph.Scalar(_shrinkage);
        var total = graph.Add("Add", [Sums(weights, stored.Observations), lambda]);
        string Mean(float[] table, string prior) => graph.Add("Div", [graph.Add("Add", [Sums(weights, table), prior]), total]);

        var gain = Mean(stored.QualitySums, Row("gap_prior", _differences.Gaps.Select(gap => gap * _shrinkage)));
        var square = Mean(_differences.Squares, Row("square_prior", _differences.MeanSquares.Select(value => value * _shrinkage)));
        var spread = graph.Add("Max", [graph.Add("Sub", [square, graph.Add("Mul", [gain, gain])]), graph.Scalar(0f)]);
        var squaredWeights = graph.Add("Add", [Sums(graph.Add("Mul", [weights, weights]), stored.Observations), lambda]);
        var perNeighbour = graph.Add("Div", [squaredWeights, graph.Add("Mul", [total, total])]);
        var variance = graph.Add("Mul", [graph.Add("Add", [spread, graph.Scalar(LeastVariance)]), perNeighbour]);
        var bound = graph.Add("Sub", [gain, graph.Add("Mul", [graph.Add("Sqrt", [variance]), graph.Scalar(_z)])]);

        var proven = Clip(graph.Add("Div", [graph.Add("Sub", [bound, graph.Scalar(_margin)]), graph.Scalar(BoundRamp)]));
        var first = graph.Add("Slice", [
            similarities, graph.Constant("from", [0L], 1), graph.Constant("to", [1L], 1), graph.Constant("axis", [1L], 1)]);
        var known = Clip(graph.Add("Div", [graph.Add("Sub", [first, graph.Scalar(_floor)]), graph.Scalar(SimilarityRamp)]));
        var gaps = Row("gaps", _differences.Gaps);
        var switched = graph.Add("Mul", [graph.Add("Mul", [proven, known]), graph.Add("Sub", [gain, gaps])]);
        var quality = graph.Add("Add", [graph.Add("Add", [switched, gaps]), graph.Scalar(_differences.IncumbentMean)]);
        return _isPair ? graph.Add("MatMul", [quality, graph.Constant("strong_minus_weak", [-1f, 1f], 2, 1)]) : quality;
    }

    // The arrays are those of the query before.
    private IEnumerable<(int Row, double[] Quality, double[] Bounds, double Similarity)> Judge(FeatureMatrix features)
    {
        var weights = new float[_looked];
        var (quality, bounds) = (new double[Models], new double[Models]);
        foreach (var (row, nearest, similarities) in _search.Find(features))
        {
            Kernel.Weigh(similarities.Span, weights);
            var similarity = similarities.Span[0];
            for (var m = 0; m < Models; m++)
            {
                var (gain, bound) = Gain(nearest.Span, weights, m);
                var switched = Math.Clamp((bound - _margin) / BoundRamp, 0, 1) * Math.Clamp((similarity - _floor) / SimilarityRamp, 0, 1);
                var gap = _differences.Gaps[m];
                (quality[m], bounds[m]) = (_differences.IncumbentMean + gap + (switched * (gain - gap)), bound);
            }

            yield return (row, quality, bounds, similarity);
        }
    }

    private (double Gain, double Bound) Gain(ReadOnlySpan<int> nearest, float[] weights, int m)
    {
        var stored = _differences.Stored;
        double count = _shrinkage, squaredWeights = _shrinkage;
        double sum = _shrinkage * _differences.Gaps[m], squares = _shrinkage * _differences.MeanSquares[m];
        for (var i = 0; i < nearest.Length; i++)
        {
            var cell = (nearest[i] * Models) + m;
            double weight = weights[i], observations = stored.Observations[cell];
            count += weight * observations;
            squaredWeights += weight * weight * observations;
            sum += weight * stored.QualitySums[cell];
            squares += weight * _differences.Squares[cell];
        }

        var gain = sum / count;
        var variance = (Math.Max((squares / count) - (gain * gain), 0) + LeastVariance) * squaredWeights / (count * count);
        return (gain, gain - (_z * Math.Sqrt(variance)));
    }
}
