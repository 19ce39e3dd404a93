using Trainer.Features;

namespace Trainer.Learners.Blend;

/// <summary>Two fitted learners and the weight of the first; of a pool the first one's scores are log-odds.</summary>
internal sealed class FittedBlend(IFittedLearner logistic, IFittedLearner neighbours, float weight, bool isPair) : IFittedLearner
{
    public float[] Score(FeatureMatrix features, IReadOnlyList<string> texts)
    {
        var scores = logistic.Score(features, texts);
        var others = neighbours.Score(features, texts);
        for (var i = 0; i < scores.Length; i++)
        {
            var quality = isPair ? scores[i] : 1 / (1 + MathF.Exp(-scores[i]));
            scores[i] = (weight * quality) + ((1 - weight) * others[i]);
        }

        return scores;
    }

    public string Emit(QueryInputs inputs, FeatureNodes features)
    {
        var graph = inputs.Graph;
        var quality = logistic.Emit(inputs, features);
        quality = isPair ? quality : graph.Add("Sigmoid", [quality]);
        return graph.Add("Add", [
            graph.Add("Mul", [quality, graph.Scalar(weight)]),
            graph.Add("Mul", [neighbours.Emit(inputs, features), graph.Scalar(1 - weight)])]);
    }
}
