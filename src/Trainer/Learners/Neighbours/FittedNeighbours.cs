using Trainer.Features;
using Trainer.Learners.Similarity;
using Trainer.Onnx;

namespace Trainer.Learners.Neighbours;

/// <summary>Scores by the cosines of all stored queries, of which the nearest are selected.</summary>
internal sealed class FittedNeighbours : IFittedLearner
{
    // Keeps the kernel finite when more than k stored queries lie on top of the query.
    private const float Slack = 1e-3f;

    private readonly StoredQueries _stored;
    private readonly float[] _priors;
    private readonly int _k;
    private readonly float _shrinkage;
    private readonly float _sharpness;
    private readonly bool _isPair;
    private readonly Cosines _cosines;

    public FittedNeighbours(FeatureMatrix features, StoredQueries stored, float[] priors, NeighboursLearner settings, bool isPair)
    {
        (_stored, _priors, _isPair) = (stored, priors, isPair);
        (_k, _shrinkage, _sharpness) = (settings.K, (float)settings.Shrinkage, (float)settings.Sharpness);
        _cosines = new Cosines(features, stored.Vectors);
    }

    private int Looked => Math.Min(_k + 1, _stored.Count);

    public float[] Score(FeatureMatrix features, IReadOnlyList<string> texts)
    {
        var models = _stored.ModelCount;
        var scores = new float[features.RowCount * (_isPair ? 1 : models)];
        var similarities = new float[Cosines.Block * _stored.Count];
        var row = new float[_stored.Count];
        var order = new int[_stored.Count];
        var means = new float[models];
        for (var from = 0; from < features.RowCount; from += Cosines.Block)
        {
            var rows = Math.Min(Cosines.Block, features.RowCount - from);
            _cosines.Fill(features, from, rows, similarities.AsSpan(0, rows * _stored.Count));
            for (var i = 0; i < rows; i++)
            {
                similarities.AsSpan(i * _stored.Count, _stored.Count).CopyTo(row);
                Nearest(row, order);
                Predict(row, order, means);
                if (_isPair)
                {
                    scores[from + i] = means[1] - means[0];
                }
                else
                {
                    means.CopyTo(scores, (from + i) * models);
                }
            }
        }

        return scores;
    }

    public string Emit(QueryInputs inputs, FeatureNodes features)
    {
        int stored = _stored.Count, models = _stored.ModelCount;
        var graph = inputs.Graph;
        var similarities = _cosines.Emit(graph, features);
        var nearest = graph.Add("TopK", "", 2, [similarities, graph.Constant("looked", [(long)Looked], 1)], Attr.Int("axis", 1));

        // The last one looked at sets the kernel's width; if all stored queries are within k, its own weight is 0 all the same.
        var last = graph.Add("Slice", [
            nearest[0], graph.Constant("from", [Looked - 1L], 1), graph.Constant("to", [(long)Looked], 1),
            graph.Constant("axis", [1L], 1),
        ]);
        var width = graph.Add("Sub", [graph.Scalar(1 + Slack), last]);
        var weights = graph.Add("Div", [Kernel(graph, graph.Add("Sub", [nearest[0], last])), Kernel(graph, width)]);
        var kernel = graph.Add("Unsqueeze", [weights, graph.Constant("axes", [1L], 1)]); // [N, 1, looked]
        var sums = Weighted(graph, kernel, nearest[1], _stored.QualitySums, stored, models);
        var counts = Weighted(graph, kernel, nearest[1], _stored.Observations, stored, models);
        var prior = graph.Constant("prior", Array.ConvertAll(_priors, mean => mean * _shrinkage), models);
        var means = graph.Add("Div", [graph.Add("Add", [sums, prior]), graph.Add("Add", [counts, graph.Scalar(_shrinkage)])]);
        return _isPair ? graph.Add("MatMul", [means, graph.Constant("strong_minus_weak", [-1f, 1f], 2, 1)]) : means;
    }

    private string Kernel(GraphBuilder graph, string distance) => _sharpness == 0
        ? distance
        : graph.Add("Sub", [graph.Add("Exp", [graph.Add("Mul", [distance, graph.Scalar(_sharpness)])]), graph.Scalar(1f)]);

    private float Kernel(float distance) => _sharpness == 0 ? distance : MathF.Exp(distance * _sharpness) - 1;

    private static string Weighted(GraphBuilder graph, string kernel, string nearest, float[] table, int stored, int models)
    {
        var gathered = graph.Add(
            "Gather", [graph.Constant("outcomes", table, stored, models), nearest], Attr.Int("axis", 0)); // [N, looked, models]
        return graph.Add("Squeeze", [graph.Add("MatMul", [kernel, gathered]), graph.Constant("axes", [1L], 1)]);
    }

    /// <summary>Brings the nearest stored queries to the front; equal similarities go to the lower index, as in ONNX's TopK.</summary>
    private void Nearest(float[] similarities, int[] order)
    {
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        TopK.Select(similarities, order, Looked);
    }

    private void Predict(float[] similarities, int[] order, float[] means)
    {
        var last = similarities[order[Looked - 1]];
        var width = Kernel(1 + Slack - last);
        for (var m = 0; m < means.Length; m++)
        {
            double sum = _priors[m] * _shrinkage, count = _shrinkage;
            for (var i = 0; i < Looked; i++)
            {
                var weight = Kernel(similarities[order[i]] - last) / width;
                var cell = (order[i] * means.Length) + m;
                sum += weight * _stored.QualitySums[cell];
                count += weight * _stored.Observations[cell];
            }

            means[m] = (float)(sum / count);
        }
    }
}
