using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Trainer.Features;
using Trainer.Features.Encoders;
using Trainer.Learners.FineTuning;
using Trainer.Onnx;
using Trainer.Training;

namespace Trainer.Learners.Contrastive;

/// <summary>
/// <see cref="RouterDcLearner"/> on an encoder that is trained along: h is the encoder's own vector. Clusters are those of the vectors that
/// it gave before.
/// </summary>
internal sealed class ContrastiveTuningHead : ITuningHead
{
    private readonly RouterDcLearner _learner;
    private readonly ModelContrast[][] _contrasts;
    private readonly int[] _clusters;
    private readonly bool[] _takesPart;
    private readonly bool _isPair;
    private readonly ContrastiveLoss _loss;

    /// <param name="learner">The settings.</param>
    /// <param name="contrasts">Sample-LLM terms of all queries.</param>
    /// <param name="clusters">The cluster of each query; empty to leave that loss out.</param>
    /// <param name="models">Number of models.</param>
    /// <param name="isPair">Whether they are a pair.</param>
    /// <param name="batch">Queries of a batch at most.</param>
    public ContrastiveTuningHead(RouterDcLearner learner, ModelContrast[][] contrasts, int[] clusters, int models, bool isPair, int batch)
    {
        (_learner, _contrasts, _clusters, _isPair) = (learner, contrasts, clusters, isPair);
        _takesPart = ModelContrast.TakingPart(contrasts, models);
        _loss = new ContrastiveLoss(learner, contrasts, clusters, models, batch, batch);
    }

    public int ScoresPerQuery => _isPair ? 1 : _takesPart.Length;

    /// <summary>All queries have a cluster; without the loss on clusters only those with a term teach anything.</summary>
    public int[] TaughtRows =>
        [.. Enumerable.Range(0, _contrasts.Length).Where(row => _clusters.Length > 0 || _contrasts[row].Length > 0)];

    /// <summary>The cluster of every query; empty where that loss is left out.</summary>
    public IReadOnlyList<int> Clusters => _clusters;

    /// <summary>The head for some texts, their outcomes and an encoder as it is before; ties and clusters follow from the seed.</summary>
    public static ContrastiveTuningHead Of(
        RouterDcLearner learner, TrainingSet data, Encoder encoder, int batch, ulong seed, CancellationToken cancellation)
    {
        var contrasts = ModelContrast.Of(data, learner.TopK, learner.LastK, seed);
        var hasClusters = learner.ClusterWeight > 0 && contrasts.Any(terms => terms.Length > 0);
        FeatureMatrix Vectors() => new(FeatureMatrix.Empty(data.Count).Sparse, encoder.Embed(data.Texts, cancellation));
        var clusters = hasClusters ? learner.ClusterOf(Vectors(), seed, cancellation) : [];
        return new ContrastiveTuningHead(learner, contrasts, clusters, data.Quality.Length, data.IsPair, batch);
    }

    public ParameterSet Parameters(int dimension, float rate, SeededRandom random)
    {
        var parameters = new ParameterSet();
        ContrastiveHead.AddTo(parameters, dimension, _takesPart, random, rate);
        return parameters;
    }

    public string EmitScores(GraphBuilder graph, ParameterNodes parameters, string vectors) =>
        ContrastiveHead.Scores(graph, parameters, vectors, _learner.Temperature, _isPair);

    public string EmitLoss(GraphBuilder graph, ParameterNodes parameters, string vectors, bool isTraining) =>
        _loss.Emit(graph, parameters, vectors, isTraining);

    public void Bind(BoundGraph graph, ReadOnlySpan<int> queries, ulong? key) => _loss.Bind(graph, queries, key);

    public void AppendTo(IncrementalHash hash)
    {
        void Append(params ReadOnlySpan<int> numbers) => hash.AppendData(MemoryMarshal.AsBytes(numbers));
        Append(_clusters);
        foreach (var terms in _contrasts)
        {
            Append(terms.Length);
            foreach (var term in terms)
            {
                Append(term.Positive, term.Negatives.Length);
                Append(term.Negatives);
            }
        }
    }
}
