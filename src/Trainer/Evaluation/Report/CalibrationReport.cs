using Trainer.Export;

namespace Trainer.Evaluation.Report;

/// <summary>How far scores that claim to be probabilities are from the truth.</summary>
internal sealed record CalibrationReport
{
    /// <summary>Over 15 bins of equal width.</summary>
    public required Estimate Ece { get; init; }

    /// <summary>Over 15 bins of equal count.</summary>
    public required Estimate EqualMassEce { get; init; }

    /// <summary>Root of the mean squared distance over bins of equal count, noise subtracted; 0 where noise explains all.</summary>
    public required Estimate DebiasedEce { get; init; }

    public required Estimate Brier { get; init; }

    /// <summary>Murphy's parts of the Brier score over bins of equal count.</summary>
    public required Estimate BrierReliability { get; init; }

    public required Estimate BrierResolution { get; init; }

    public required Estimate BrierUncertainty { get; init; }

    public required Estimate LogLoss { get; init; }

    public required IReadOnlyList<ReliabilityBin> Reliability { get; init; }

    /// <summary>Domain by domain in the order of their names; empty where no domains are known.</summary>
    public IReadOnlyList<DomainCalibrationReport> Domains { get; init; } = [];

    /// <param name="predicted">Predictions, one or more per query.</param>
    /// <param name="target">What each should be on average.</param>
    /// <param name="cluster">The cluster of each prediction's query.</param>
    /// <param name="domain">The domain of each prediction's query, null where unknown; empty for none.</param>
    /// <param name="queries">Queries behind them: a pool predicts once per model, which makes no more evidence.</param>
    /// <param name="options">Seed and resamples.</param>
    public static CalibrationReport Of(
        double[] predicted, double[] target, int[] cluster, IReadOnlyList<string?> domain, int queries, EvaluationOptions options)
    {
        var measures = new CalibrationMeasures(predicted, target);
        var bootstrap = new ClusterBootstrap(cluster, options.Seed);

        // A resample has the sample's noise and its own: of both no more than one would be subtracted. The first weights are the sample's.
        double sampleNoise = 0;
        var errors = bootstrap.Percentile(
            6,
            (weights, values) =>
            {
                (values[0], values[1]) = (measures.Ece(weights), measures.EqualMassEce(weights));
                (values[2], values[3], values[4]) = measures.Murphy(weights);
                values[5] = Math.Sqrt(Math.Max(0, measures.DebiasedSquaredError(weights) - sampleNoise));
                sampleNoise = sampleNoise == 0 ? measures.Noise(weights) : sampleNoise;
            },
            options.CurveResamples);
        var means = bootstrap.Means([measures.SquaredErrors(), measures.LogLosses()], options.MeanResamples);
        return new()
        {
            Ece = errors[0].ToEstimate(queries),
            EqualMassEce = errors[1].ToEstimate(queries),
            DebiasedEce = errors[5].ToEstimate(queries),
            Brier = means.Mean(0).ToEstimate(queries),
            BrierReliability = errors[2].ToEstimate(queries),
            BrierResolution = errors[3].ToEstimate(queries),
            BrierUncertainty = errors[4].ToEstimate(queries),
            LogLoss = means.Mean(1).ToEstimate(queries),
            Reliability = measures.Reliability(),
            Domains =
            [
                .. Enumerable.Range(0, domain.Count)
                    .Where(row => domain[row] is not null)
                    .GroupBy(row => domain[row]!, StringComparer.Ordinal)
                    .OrderBy(rows => rows.Key, StringComparer.Ordinal)
                    .Select(rows => OfDomain(rows.Key, [.. rows], predicted, target, cluster, predicted.Length / queries, options)),
            ],
        };
    }

    public static bool AreProbabilities(IEnumerable<double> scores) => scores.All(score => score is >= 0 and <= 1);

    private static DomainCalibrationReport OfDomain(
        string name, int[] rows, double[] predicted, double[] target, int[] cluster, int perQuery, EvaluationOptions options)
    {
        double[] Pick(double[] column) => Array.ConvertAll(rows, row => column[row]);
        var (own, observed) = (Pick(predicted), Pick(target));
        var measures = new CalibrationMeasures(own, observed);
        var bootstrap = new ClusterBootstrap(Array.ConvertAll(rows, row => cluster[row]), options.Seed);
        var ece = bootstrap.Percentile(1, (weights, values) => values[0] = measures.Ece(weights), options.CurveResamples);
        var excess = bootstrap.Means([[.. own.Zip(observed, (p, y) => p - y)]], options.MeanResamples);
        return new(name, ece[0].ToEstimate(rows.Length / perQuery), excess.Mean(0).ToEstimate(rows.Length / perQuery));
    }
}
