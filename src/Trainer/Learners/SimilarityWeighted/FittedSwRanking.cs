using System.Numerics.Tensors;
using Trainer.Features;
using Trainer.Learners.Preference;
using Trainer.Learners.Similarity;
using Trainer.Onnx;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Learners.SimilarityWeighted;

/// <summary>
/// One pass over the stored queries for cosines, weights and added-up outcomes, then a few steps of Newton's method on the tiers, from the
/// strengths of the unweighted comparisons. Cosines and weights are float32; the few numbers that come of them are float64 here and in the
/// graph, so that steps do not lose what a small prior holds together.
/// </summary>
internal sealed class FittedSwRanking : IFittedLearner
{
    // Steps cut to ln(1 + r) / r of Newton's have converged by then from 1,500 points off.
    private const int Steps = 12;

    // Below this largest cosine the rule would tell apart what is equally unlike; it also keeps rounding small.
    private const float LeastCosine = 0.1f;

    private static readonly float LogTen = MathF.Log(10);

    private readonly Cosines _cosines;
    private readonly TierOutcomes _outcomes;
    private readonly int[] _tierOf;
    private readonly double _prior;
    private readonly bool _isPair;
    private readonly double[] _start;

    /// <param name="cosines">With the stored queries.</param>
    /// <param name="outcomes">Of the stored queries.</param>
    /// <param name="tierOf">The tier of each candidate.</param>
    /// <param name="prior">Battles of no information per tier.</param>
    /// <param name="isPair">Whether there is one score, P(the second candidate beats the first).</param>
    public FittedSwRanking(Cosines cosines, TierOutcomes outcomes, int[] tierOf, double prior, bool isPair)
    {
        (_cosines, _outcomes, _tierOf, _isPair) = (cosines, outcomes, tierOf, isPair);
        _prior = outcomes.Tiers < 2 ? 0 : prior / (outcomes.Tiers - 1) / 2;
        var ones = new float[outcomes.Stored];
        Array.Fill(ones, 1);
        _start = new double[outcomes.Tiers];
        Solve(ones, new double[outcomes.Tiers * outcomes.Tiers], new BradleyTerrySolver(outcomes.Tiers, hasTies: false), _start, 200);
    }

    public float[] Score(FeatureMatrix features, IReadOnlyList<string> texts)
    {
        var (stored, tiers) = (_outcomes.Stored, _outcomes.Tiers);
        var scores = new float[features.RowCount * (_isPair ? 1 : _tierOf.Length)];
        var cosines = new float[Math.Min(Cosines.Block, features.RowCount) * stored];
        var wins = new double[tiers * tiers];
        var strengths = new double[tiers];
        var solver = new BradleyTerrySolver(tiers, hasTies: false);
        for (var from = 0; from < features.RowCount; from += Cosines.Block)
        {
            var rows = Math.Min(Cosines.Block, features.RowCount - from);
            _cosines.Fill(features, from, rows, cosines.AsSpan(0, rows * stored));
            for (var i = 0; i < rows; i++)
            {
                var weights = cosines.AsSpan(i * stored, stored);
                Weigh(weights);
                _start.CopyTo(strengths, 0);
                Solve(weights, wins, solver, strengths, Steps);
                if (_isPair)
                {
                    scores[from + i] = (float)(1 / (1 + Math.Exp(strengths[_tierOf[0]] - strengths[_tierOf[1]])));
                }
                else
                {
                    for (var m = 0; m < _tierOf.Length; m++)
                    {
                        scores[((from + i) * _tierOf.Length) + m] = (float)strengths[_tierOf[m]];
                    }
                }
            }
        }

        return scores;
    }

    public string Emit(QueryInputs inputs, FeatureNodes features)
    {
        var graph = inputs.Graph;
        var (stored, tiers) = (_outcomes.Stored, _outcomes.Tiers);
        var cosines = _cosines.Emit(graph, features);
        var largest = graph.Add(
            "Max", [graph.Add("ReduceMax", [cosines], Attr.Ints("axes", [1])), graph.Scalar(LeastCosine)]); // [N, 1]
        var below = graph.Add("Sub", [graph.Add("Div", [cosines, largest]), graph.Scalar(1f)]);
        var weights = graph.Add("Exp", [graph.Add("Mul", [below, graph.Scalar(LogTen)])]);
        var sums = graph.Add("MatMul", [weights, graph.Constant("tier_outcomes", _outcomes.ToMatrix(), stored, tiers * tiers)]);
        var wins = graph.Add("Add", [
            graph.Add("Reshape", [
                graph.Add("Cast", [sums], Attr.Int("to", (long)DataType.Double)), graph.Constant("by_tier", [-1L, tiers, tiers], 3)]),
            graph.Constant("prior_wins", BradleyTerry.WithPrior(new double[tiers * tiers], tiers, _prior), tiers, tiers)]);
        var strengths = TierStrengthNodes.Emit(graph, wins, _start, Steps); // [N, tiers, 1]
        var picked = graph.Add(
            "Gather", [strengths, graph.Constant("tier_of_model", Array.ConvertAll(_tierOf, tier => (long)tier), _tierOf.Length)],
            Attr.Int("axis", 1));
        var candidates = graph.Add("Squeeze", [picked, graph.Constant("last_axis", [2L], 1)]);
        var scores = _isPair
            ? graph.Add("Sigmoid", [graph.Add("MatMul", [candidates, graph.Constant("strong_over_weak", [-1.0, 1.0], 2, 1)])])
            : candidates;
        return graph.Add("Cast", [scores], Attr.Int("to", (long)DataType.Float));
    }

    // 10^(s / max s), divided by that of the nearest query.
    private static void Weigh(Span<float> cosines)
    {
        var largest = Math.Max(TensorPrimitives.Max<float>(cosines), LeastCosine);
        TensorPrimitives.Divide(cosines, largest, cosines);
        TensorPrimitives.Subtract(cosines, 1, cosines);
        TensorPrimitives.Multiply(cosines, LogTen, cosines);
        TensorPrimitives.Exp<float>(cosines, cosines);
    }

    private void Solve(ReadOnlySpan<float> weights, double[] wins, BradleyTerrySolver solver, double[] strengths, int steps)
    {
        var tiers = _outcomes.Tiers;
        for (var a = 0; a < tiers; a++)
        {
            for (var b = 0; b < tiers; b++)
            {
                wins[(a * tiers) + b] = a == b ? 0 : _prior;
            }
        }

        _outcomes.Aggregate(weights, wins);
        solver.Solve(wins, [], strengths, steps);
    }
}
