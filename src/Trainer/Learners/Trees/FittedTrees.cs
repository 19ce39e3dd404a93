using Trainer.Features;

namespace Trainer.Learners.Trees;

/// <summary>A fitted ensemble and how its outputs become scores.</summary>
internal sealed class FittedTrees(TreeEnsemble ensemble, TreeScore score) : IFittedLearner
{
    public TreeEnsemble Ensemble => ensemble;

    public float[] Score(FeatureMatrix features, IReadOnlyList<string> texts)
    {
        var outputs = ensemble.Score(features);
        if (score == TreeScore.Plain)
        {
            return outputs;
        }

        var scores = new float[features.RowCount];
        for (var row = 0; row < scores.Length; row++)
        {
            var (weak, strong) = (outputs[2 * row], outputs[(2 * row) + 1]);
            scores[row] = score == TreeScore.Difference ? strong - weak : Probability(strong) - Probability(weak);
        }

        return scores;
    }

    public bool[] Unsettled(FeatureMatrix features) => ensemble.Unsettled(features);

    public string Emit(QueryInputs inputs, FeatureNodes features)
    {
        var graph = inputs.Graph;
        var outputs = ensemble.Emit(graph, features);
        if (score == TreeScore.Plain)
        {
            return outputs;
        }

        var compared = score == TreeScore.Difference ? outputs : graph.Add("Sigmoid", [outputs]);
        return graph.Add("MatMul", [compared, graph.Constant("strong_minus_weak", [-1f, 1f], 2, 1)]);
    }

    private static float Probability(float logOdds) => 1 / (1 + MathF.Exp(-logOdds));
}
