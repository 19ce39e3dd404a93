using System.Globalization;
using Trainer.Evaluation.Report;
using Trainer.Features;

namespace Trainer.Evaluation;

/// <summary>The sentences that go with a report's numbers.</summary>
internal static class EvaluationFindings
{
    // Percentile and BCa intervals of means are visibly too narrow below this (Efron and Tibshirani 1993, ch. 14).
    private const int FewClusters = 30;

    public static List<Finding> Common(PoolOutcomes outcomes, ClusterBootstrap bootstrap, IReadOnlyList<RoutedPoint> routed)
    {
        var findings = new List<Finding>();
        if (outcomes.RowsLeftOut > 0)
        {
            Add(findings, FindingSeverity.Info, $"{outcomes.RowsLeftOut} queries are left out: not every model was run on them.");
        }

        if (outcomes.CostUsd is null)
        {
            Add(
                findings,
                FindingSeverity.Info,
                $"Costs are not known on every query, so nothing is said about money; give costs to compare at equal cost.");
        }

        if (bootstrap.Clusters < 2)
        {
            Add(
                findings,
                FindingSeverity.Warning,
                $"All queries belong together, so nothing can be said about how certain the numbers are.");
        }
        else if (bootstrap.Clusters < FewClusters)
        {
            Add(
                findings,
                FindingSeverity.Warning,
                $"There are {bootstrap.Clusters} independent groups of queries; intervals from fewer than {FewClusters} are too narrow.");
        }

        foreach (var (point, decisions) in routed)
        {
            if (decisions.Choice.All(choice => choice == decisions.Choice[0]))
            {
                Add(findings, FindingSeverity.Warning, $"At {point.Name} every query goes to one model: the router decides nothing there.");
            }
        }

        return findings;
    }

    public static IEnumerable<Finding> OfPair(PairMetrics metrics, ScoreOrder order, bool probabilities)
    {
        var findings = new List<Finding>();
        var gap = metrics.Gap;
        if (double.IsNaN(gap.Low))
        {
            Add(
                findings,
                FindingSeverity.Error,
                $"The strong model is better by {gap.Value:0.####}, but there is no interval to tell that from 0: everything that divides by this gap (PGR, APGR, CPT) is left out.");
        }
        else if (!(gap.Low > 0))
        {
            Add(
                findings,
                FindingSeverity.Error,
                $"The strong model is better by {gap.Value:0.####} (95 % interval {gap.Low:0.####} to {gap.High:0.####}), too little to tell from 0: everything that divides by this gap (PGR, APGR, CPT) is left out.");
        }

        if (order.Groups == 1)
        {
            Add(findings, FindingSeverity.Warning, $"All scores are equal: the router cannot tell queries apart.");
        }

        if (metrics.Apgr.High < 0.5)
        {
            Add(
                findings,
                FindingSeverity.Warning,
                $"APGR is {metrics.Apgr.Value:0.###}, below a coin's 0.5: the score may be upside down.");
        }

        if (metrics.RouteLlm.Undefined is { } why)
        {
            Add(findings, FindingSeverity.Info, $"{why}");
        }

        if (!probabilities)
        {
            Add(
                findings,
                FindingSeverity.Info,
                $"Scores lie outside [0, 1], so they are no probabilities and their calibration is not measured.");
        }

        return findings;
    }

    public static Finding PredictionsAreNoProbabilities { get; } = new(
        FindingSeverity.Info, "Predicted or realised qualities lie outside [0, 1], so calibration is not measured.");

    private static void Add(List<Finding> findings, FindingSeverity severity, FormattableString message) =>
        findings.Add(new(severity, message.ToString(CultureInfo.InvariantCulture)));
}
