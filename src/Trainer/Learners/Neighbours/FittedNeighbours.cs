using Trainer.Features;

namespace Trainer.Learners.Neighbours;

/// <summary>Stored queries, the search among them, and the weighted mean of what became of the nearest.</summary>
internal sealed class FittedNeighbours : IFittedLearner
{
    private readonly StoredQueries _stored;
    private readonly Lazy<NeighbourSearch> _search;
    private readonly NeighbourKernel _kernel;
    private readonly float[] _priors;
    private readonly int _looked;
    private readonly float _shrinkage;
    private readonly bool _isPair;

    public FittedNeighbours(FeatureMatrix features, StoredQueries stored, float[] priors, NeighboursLearner settings, bool isPair)
    {
        (_stored, _priors, _isPair, _shrinkage) = (stored, priors, isPair, (float)settings.Shrinkage);
        _looked = stored.Looked(settings.K);
        _search = new(() => new NeighbourSearch(features, stored.Vectors, _looked));
        _kernel = new NeighbourKernel((float)settings.Sharpness, (float)settings.Ramp);
    }

    public float[] Score(FeatureMatrix features, IReadOnlyList<string> texts)
    {
        var models = _stored.ModelCount;
        var scores = new float[features.RowCount * (_isPair ? 1 : models)];
        var weights = new float[_looked];
        var means = new float[models];
        var found = _stored.Near is { } near && near.Knows(features, _looked) ? near.Find(_looked) : _search.Value.Find(features);
        foreach (var (row, nearest, similarities) in found)
        {
            _kernel.Weigh(similarities.Span, weights);
            Predict(nearest.Span, weights, means);
            if (_isPair)
            {
                scores[row] = means[1] - means[0];
            }
            else
            {
                means.CopyTo(scores, row * models);
            }
        }

        return scores;
    }

    public string Emit(QueryInputs inputs, FeatureNodes features)
    {
        var graph = inputs.Graph;
        var (similarities, nearest) = _search.Value.Emit(graph, features);
        var weights = _kernel.Emit(graph, similarities, _looked);
        var sums = _stored.EmitSums(graph, weights, nearest, _stored.QualitySums);
        var counts = _stored.EmitSums(graph, weights, nearest, _stored.Observations);
        var prior = graph.Constant("prior", Array.ConvertAll(_priors, mean => mean * _shrinkage), _priors.Length);
        var means = graph.Add("Div", [graph.Add("Add", [sums, prior]), graph.Add("Add", [counts, graph.Scalar(_shrinkage)])]);
        return _isPair ? graph.Add("MatMul", [means, graph.Constant("strong_minus_weak", [-1f, 1f], 2, 1)]) : means;
    }

    private void Predict(ReadOnlySpan<int> nearest, ReadOnlySpan<float> weights, float[] means)
    {
        for (var m = 0; m < means.Length; m++)
        {
            double sum = _priors[m] * _shrinkage, count = _shrinkage;
            for (var i = 0; i < nearest.Length; i++)
            {
                var cell = (nearest[i] * means.Length) + m;
                sum += weights[i] * _stored.QualitySums[cell];
                count += weights[i] * _stored.Observations[cell];
            }

            means[m] = (float)(sum / count);
        }
    }
}
