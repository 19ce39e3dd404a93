using System.Globalization;
using System.Text.Json.Serialization;
using Trainer.Learners.Settings;
using Trainer.Learners.Supervision;

namespace Trainer.Learners.Logistic;

/// <summary>
/// Ridge regression (Hoerl and Kennard 1970): of a pool every model's quality, of a pair the gap, strong − weak. The gap's regression is
/// the difference of the two models' own, so that graded qualities count by how much better an answer is.
/// </summary>
/// <param name="C">Inverse penalty: the objective is C · Σ ½ error² + ½‖w‖²; the intercept is free.</param>
internal sealed record LinearLearner(double C = 0.3) : ILearner
{
    public const string Name = "linear";

    public static LearnerFamily Family { get; } = new(
        Name,
        "Ridge regression on each model's quality, or for a pair on the quality gap.",
        "Any features; where qualities are graded and the size of a gap counts.",
        new LinearLearner())
    {
        Space =
        [
            Setting.Log("c", 0.003, 30),
        ],
    };

    [JsonIgnore]
    public bool UsesFeatures => true;

    public double Operations(TrainingShape shape) => 40 * 4 * shape.Product * shape.Scores;

    public IFittedLearner Fit(TrainingSet data, ulong seed, CancellationToken cancellation)
    {
        if (C is not (> 0 and <= 1e6))
        {
            throw new UsageException($"c of the linear learner is {C.ToString(CultureInfo.InvariantCulture)}; allowed is (0, 1e6]");
        }

        double[][] targets = data.IsPair ? [Targets.Gap(data.Quality[0], data.Quality[1])] : data.Quality;
        return new FittedLogistic(
            Array.ConvertAll(targets, target => Fit(data, target, cancellation)), data.Features.Sparse.ColumnCount, isDifference: false);
    }

    private LinearModel Fit(TrainingSet data, double[] targets, CancellationToken cancellation)
    {
        var features = data.Features;
        var rows = Enumerable.Range(0, targets.Length).Where(row => !double.IsNaN(targets[row])).ToArray();
        if (rows.Length == 0)
        {
            return new LinearModel(new float[features.ColumnCount], 0);
        }

        var observed = Array.ConvertAll(rows, row => targets[row]);
        var x = rows.Length == features.RowCount ? features : features.Select(rows);
        return PenalizedRegression.Fit(x, observed, Array.ConvertAll(rows, row => data.RowWeights[row]), C, Loss.Squared, cancellation);
    }
}
