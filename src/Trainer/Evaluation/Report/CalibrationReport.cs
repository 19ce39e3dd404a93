using Trainer.Export;

namespace Trainer.Evaluation.Report;

/// <summary>How far scores that claim to be probabilities are from the truth.</summary>
internal sealed record CalibrationReport(
    Estimate Ece, Estimate EqualMassEce, Estimate Brier, Estimate LogLoss, IReadOnlyList<ReliabilityBin> Reliability)
{
    public static CalibrationReport Of(double[] predicted, double[] target, ReadOnlySpan<int> cluster, EvaluationOptions options)
    {
        var measures = new CalibrationMeasures(predicted, target);
        var bootstrap = new ClusterBootstrap(cluster, options.Seed);
        var errors = bootstrap.Percentile(
            2,
            (weights, values) => (values[0], values[1]) = (measures.Ece(weights), measures.EqualMassEce(weights)),
            options.CurveResamples);
        var means = bootstrap.Means([measures.SquaredErrors(), measures.LogLosses()], options.MeanResamples);
        return new(
            errors[0].ToEstimate(predicted.Length),
            errors[1].ToEstimate(predicted.Length),
            means.Estimate(0),
            means.Estimate(1),
            measures.Reliability());
    }

    public static bool AreProbabilities(IEnumerable<double> scores) => scores.All(score => score is >= 0 and <= 1);
}
