using Trainer.Export;

namespace Trainer.Evaluation.Report;

/// <summary>How far scores that claim to be probabilities are from the truth.</summary>
internal sealed record CalibrationReport(
    Estimate Ece, Estimate EqualMassEce, Estimate Brier, Estimate LogLoss, IReadOnlyList<ReliabilityBin> Reliability)
{
    /// <param name="predicted">Predictions, one or more per query.</param>
    /// <param name="target">What each should be on average.</param>
    /// <param name="cluster">The cluster of each prediction's query.</param>
    /// <param name="queries">Queries behind them: a pool predicts once per model, which makes no more evidence.</param>
    /// <param name="options">Seed and resamples.</param>
    public static CalibrationReport Of(
        double[] predicted, double[] target, ReadOnlySpan<int> cluster, int queries, EvaluationOptions options)
    {
        var measures = new CalibrationMeasures(predicted, target);
        var bootstrap = new ClusterBootstrap(cluster, options.Seed);
        var errors = bootstrap.Percentile(
            2,
            (weights, values) => (values[0], values[1]) = (measures.Ece(weights), measures.EqualMassEce(weights)),
            options.CurveResamples);
        var means = bootstrap.Means([measures.SquaredErrors(), measures.LogLosses()], options.MeanResamples);
        return new(
            errors[0].ToEstimate(queries),
            errors[1].ToEstimate(queries),
            means.Mean(0).ToEstimate(queries),
            means.Mean(1).ToEstimate(queries),
            measures.Reliability());
    }

    public static bool AreProbabilities(IEnumerable<double> scores) => scores.All(score => score is >= 0 and <= 1);
}
