using Trainer.Features;
using Trainer.Onnx;

namespace Trainer.Learners.Carrot;

/// <summary>Fitted estimators of quality and of cost ratios; of a pair also what each model's ratio adds to the cost difference.</summary>
internal sealed class FittedCarrot(IFittedLearner quality, IFittedLearner costs, (float Strong, float Weak)? pair) : IFittedLearner
{
    // Of a pair's cost difference, as a multiple of its mean.
    private const float SmallestDifference = 0.1f;
    private const float LargestDifference = 10;

    public bool PredictsCosts => pair is null;

    public float[] Score(FeatureMatrix features, IReadOnlyList<string> texts)
    {
        var scores = quality.Score(features, texts);
        var ratios = Array.ConvertAll(
            costs.Score(features, texts), ratio => Math.Clamp(ratio, CarrotLearner.SmallestRatio, CarrotLearner.LargestRatio));
        var both = new float[pair is null ? 2 * scores.Length : scores.Length];
        var models = pair is null ? scores.Length / texts.Count : 1;
        for (var row = 0; row < texts.Count; row++)
        {
            if (pair is { } shares)
            {
                var difference = (shares.Strong * ratios[(2 * row) + 1]) - (shares.Weak * ratios[2 * row]);
                both[row] = scores[row] / Math.Clamp(difference, SmallestDifference, LargestDifference);
                continue;
            }

            scores.AsSpan(row * models, models).CopyTo(both.AsSpan(2 * row * models));
            ratios.AsSpan(row * models, models).CopyTo(both.AsSpan(((2 * row) + 1) * models));
        }

        return both;
    }

    public string Emit(QueryInputs inputs, FeatureNodes features)
    {
        var graph = inputs.Graph;
        var scores = quality.Emit(inputs, features);
        var ratios = graph.Add("Clip", [
            costs.Emit(inputs, features), graph.Scalar(CarrotLearner.SmallestRatio), graph.Scalar(CarrotLearner.LargestRatio),
        ]);
        if (pair is not { } shares)
        {
            return graph.Add("Concat", [scores, ratios], Attr.Int("axis", 1));
        }

        var difference = graph.Add("MatMul", [ratios, graph.Constant("cost_shares", [-shares.Weak, shares.Strong], 2, 1)]);
        return graph.Add("Div", [
            scores, graph.Add("Clip", [difference, graph.Scalar(SmallestDifference), graph.Scalar(LargestDifference)]),
        ]);
    }
}
