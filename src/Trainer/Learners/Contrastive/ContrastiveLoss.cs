using Trainer.Features;
using Trainer.Onnx;
using Trainer.Training;

namespace Trainer.Learners.Contrastive;

/// <summary>
/// The loss of a batch: the sum of the sample-LLM terms of its queries plus the weighted sum of their cluster terms, over the number of
/// queries. In validation it is the sample-LLM loss alone, in which nothing is drawn.
/// </summary>
internal sealed class ContrastiveLoss
{
    private readonly RouterDcLearner _learner;
    private readonly ModelContrast[][] _contrasts;
    private readonly int[] _clusters;
    private readonly int _models;
    private readonly ContrastTerms _modelTerms;
    private readonly ContrastTerms _clusterTerms;

    /// <param name="learner">The settings.</param>
    /// <param name="contrasts">Sample-LLM terms of all queries.</param>
    /// <param name="clusters">The cluster of each query; empty to leave that loss out.</param>
    /// <param name="models">Number of models.</param>
    /// <param name="step">Queries of a step at most.</param>
    /// <param name="validation">Queries of a batch in validation at most.</param>
    public ContrastiveLoss(RouterDcLearner learner, ModelContrast[][] contrasts, int[] clusters, int models, int step, int validation)
    {
        (_learner, _contrasts, _clusters, _models) = (learner, contrasts, clusters, models);
        _modelTerms = new ContrastTerms("head: model terms", checked(Math.Max(step, validation) * learner.TopK * models));
        _clusterTerms = new ContrastTerms("head: cluster terms", clusters.Length == 0 ? 0 : checked(step * step));
    }

    /// <summary>Writes the loss.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="nodes">The models' vectors among others.</param>
    /// <param name="h">The queries' vectors, float [N, width].</param>
    /// <param name="isTraining">Whether it is that of a step.</param>
    public string Emit(GraphBuilder graph, ParameterNodes nodes, string h, bool isTraining)
    {
        var unit = ContrastiveHead.Unit(graph, h);
        var models = ContrastiveHead.Unit(graph, nodes[ContrastiveHead.Models]);
        models = ContrastiveHead.Products(graph, unit, models, _learner.Temperature);
        var each = graph.Add("Unsqueeze", [models, graph.Constant("axis", [1L], 1)]); // [N, 1, models]
        var loss = _modelTerms.Emit(graph, each, GraphBuilder.Batch, _learner.TopK, _models);
        if (!isTraining || _clusters.Length == 0)
        {
            return loss;
        }

        var queries = ContrastiveHead.Products(graph, unit, unit, _learner.Temperature);
        return graph.Add("Add", [loss, _clusterTerms.Emit(graph, queries, GraphBuilder.Batch, GraphBuilder.Batch)]);
    }

    /// <summary>Binds the terms of a batch.</summary>
    /// <param name="graph">A graph with the loss.</param>
    /// <param name="queries">The batch.</param>
    /// <param name="key">Decides which queries of other clusters one is held against; null in validation.</param>
    public void Bind(BoundGraph graph, ReadOnlySpan<int> queries, ulong? key)
    {
        _modelTerms.Clear(queries.Length * _learner.TopK, _models);
        for (var i = 0; i < queries.Length; i++)
        {
            var contrasts = _contrasts[queries[i]];
            for (var slot = 0; slot < contrasts.Length; slot++)
            {
                _modelTerms.Set((i * _learner.TopK) + slot, 1f / queries.Length, contrasts[slot].Positive, contrasts[slot].Negatives);
            }
        }

        _modelTerms.Bind(graph, queries.Length, _learner.TopK, _models);
        if (key is not { } drawn || _clusters.Length == 0)
        {
            return;
        }

        var clusters = new int[queries.Length];
        for (var i = 0; i < queries.Length; i++)
        {
            clusters[i] = _clusters[queries[i]];
        }

        ClusterContrast.Fill(
            _clusterTerms, clusters, _learner.Negatives, (float)(_learner.ClusterWeight / queries.Length), new SeededRandom(drawn));
        _clusterTerms.Bind(graph, queries.Length, queries.Length);
    }
}
