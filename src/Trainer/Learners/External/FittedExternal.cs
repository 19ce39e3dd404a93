using Trainer.Features;

namespace Trainer.Learners.External;

/// <summary>Dense columns as raw scores, perhaps with the other sign.</summary>
internal sealed class FittedExternal(int[] columns, float sign) : IFittedLearner
{
    public float[] Score(FeatureMatrix features, IReadOnlyList<string> texts)
    {
        var scores = new float[features.RowCount * columns.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = sign * features.Dense.Row(i / columns.Length)[columns[i % columns.Length]];
        }

        return scores;
    }

    public string Emit(QueryInputs inputs, FeatureNodes features) =>
        inputs.Graph.Add("Mul", [ScoreColumn.Emit(inputs.Graph, features, columns), inputs.Graph.Scalar(sign)]);
}
