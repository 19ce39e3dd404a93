using Trainer.Configuration;
using Trainer.Evaluation;
using Trainer.Evaluation.Comparison;
using Trainer.Evaluation.Report;
using Trainer.Export;
using Trainer.Features;
using Trainer.Features.Data;
using Trainer.Regression;
using Trainer.Regression.Slices;
using Trainer.Reporting;
using Trainer.Sweep;

namespace Trainer.Commands;

/// <summary>Bundles and outside scores, judged on the queries that all of them can be judged on.</summary>
/// <param name="bundles">Named as on the command line.</param>
/// <param name="scores">Beside them.</param>
/// <param name="seed">Seed of the resamples.</param>
/// <param name="resamples">Of curves.</param>
internal sealed class RoutersCompared(
    IReadOnlyList<(string Name, Router Router)> bundles, IReadOnlyList<OutsideScore> scores, ulong seed, int resamples)
{
    // What is compared with other data: at the main operating point, and of the curve.
    private static readonly (string Name, Func<EvaluationReport, Estimate?> Of)[] ReferenceMetrics =
    [
        ("Quality", report => report.OperatingPoints[0].Quality),
        ("Quality kept", report => report.OperatingPoints[0].QualityKept),
        ("Strong share", report => report.Pair is null ? null : report.OperatingPoints[0].Shares[1]),
        ("Cost saving", report => report.OperatingPoints[0].CostSaving),
        ("Over the hull", report => report.OperatingPoints[0].AdvantageOverHull),
        ("APGR", report => report.Pair?.Apgr),
        ("CPT 50 %", report => report.Pair?.Cpt50),
        ("ROC AUC", report => report.Pair?.RankAuc),
        ("Mean advantage over the curve", report => report.Pair?.AreaOverHull ?? report.Pool?.AreaOverHull),
        ("ECE", report => report.Calibration?.Ece),
    ];

    /// <summary>The table reduced to what is compared, and every router's scores on it.</summary>
    /// <exception cref="UsageException">A model is missing, or no query has everything.</exception>
    public (RoutingTable Table, IReadOnlyList<ScoredRouter> Routers) Judge(RoutingTable table, CancellationToken cancellation)
    {
        foreach (var (_, router) in bundles)
        {
            BundleData.For(router.Bundle, table);
        }

        string[] models =
        [
            .. bundles.SelectMany(bundle => bundle.Router.Bundle.Labels.Models.Select(model => model.Id)).Concat(scores.SelectMany(score => score.Models))
                .Distinct(StringComparer.Ordinal),
        ];
        table = table.WithModels([.. models.Select(model => table.IndexOf(model) is var index and >= 0
            ? index
            : throw new UsageException($"the data have no model '{model}'; {NearestName.Hint(model, table.Models)}"))]);
        int[] columns = [.. scores.SelectMany(score => score.Columns).Select(name => Enumerable.Range(0, table.ScoreNames.Count)
            .First(i => table.ScoreNames[i] == name))];
        int[] rows = [.. PoolOutcomes.CompleteRows(table, [.. Enumerable.Range(0, models.Length)])
            .Where(row => columns.All(column => !double.IsNaN(table.Score(column)[row])))];
        if (rows.Length == 0)
        {
            throw new UsageException("the data have no query on which every model of everything compared was run and every score is known, " +
                "so there is nothing to judge by");
        }

        var kept = table.Select(rows);
        var singles = PoolOutcomes.From(kept, [.. Enumerable.Range(0, models.Length)]);
        return (
            kept,
            [
                .. bundles.Select(bundle => Of(bundle.Name, bundle.Router, kept, cancellation)).Concat(scores.Select(score => score.Judge(kept)))
                    .Select(router => router with { Others = Others(router, models, singles) }),
            ]);
    }

    /// <summary>Everything that is said of them.</summary>
    public (ComparisonReport Report, IEnumerable<AuditRow> Rows) Compare(
        RoutingDataSet data, RoutingDataSet? reference, SliceOptions by, CancellationToken cancellation)
    {
        var (table, routers) = Judge(data.Table!, cancellation);
        var singles = PoolOutcomes.From(table, [.. Enumerable.Range(0, table.Models.Count)]);
        var comparison = new RouterComparison(
            routers, table.Models, singles, [.. table.Queries.Select(query => query.Domain)], seed, resamples);
        var reports = Evaluate(routers, cancellation);
        var slices = DeclaredSlices.Of(table.Queries, by);
        var (conventions, zeroRouter) = comparison.Conventions();
        var policies = comparison.Policies();
        var other = reference is null ? ((RoutingTable, IReadOnlyList<ScoredRouter>)?)null : Judge(reference.Table!, cancellation);
        return (
            new()
            {
                TrainerVersion = BundleAssembly.Version,
                Data = Named(data, table),
                ReferenceData = other is { } known ? Named(reference!, known.Item1) : null,
                Seed = seed,
                Resamples = resamples,
                Queries = table.Count,
                Clusters = comparison.Bootstrap.Clusters,
                Findings = Findings(data.Table!.Count - table.Count, reports, policies),
                Routers = reports,
                Policies = policies,
                Hull = singles.CostUsd is null ? null : Baselines.Hull(singles),
                Conventions = conventions,
                ZeroRouterAiq = zeroRouter,
                Slices = [.. slices.Where(slice => slice.Rows.Length >= by.MinimumQueries)
                    .Select(slice => comparison.Slice(slice.Name, slice.Rows, table.Models))],
                SlicesLeftOut = slices.Count(slice => slice.Rows.Length < by.MinimumQueries),
                Reference = other is { } judged ? Beside(reports, Evaluate(judged.Item2, cancellation)) : [],
            },
            AuditRow.Of(routers, comparison.Routed));
    }

    private static SingleModel[] Others(ScoredRouter router, string[] models, PoolOutcomes singles) => singles.CostUsd is not { } costUsd
        ? []
        : [.. Enumerable.Range(0, models.Length).Where(m => router.Table.IndexOf(models[m]) < 0)
            .Select(m => new SingleModel(models[m], singles.Quality[m], costUsd[m]))];

    private RouterReport[] Evaluate(IReadOnlyList<ScoredRouter> routers, CancellationToken cancellation) => [.. routers.Select(router =>
    {
        cancellation.ThrowIfCancellationRequested();
        return new RouterReport(router.Name, router.IsPair ? RoutingTask.Pair : RoutingTask.Pool, router.Evaluate(seed, resamples));
    })];

    private static ScoredRouter Of(string name, Router router, RoutingTable table, CancellationToken cancellation)
    {
        var bundle = router.Bundle;
        var own = BundleData.WithItsCosts(bundle, BundleData.For(bundle, table));
        var isPair = bundle.Descriptor.Task == RoutingTask.Pair;
        return new(
            name,
            isPair,
            own,
            BundleData.Score(router, own, cancellation),
            [.. bundle.Labels.Models.Select(model => model.ExpectedCostUsd)],
            [.. bundle.Policy.OperatingPoints.OrderBy(point => point.Name != bundle.Policy.Default)
                .Select(point => new NamedSetting(point.Name, isPair ? point.Threshold!.Value : point.UsdTradeoff!.Value))],
            bundle.Labels.Cascade);
    }

    // What stops an analysis comes first; what every router's report says is said once.
    private static Finding[] Findings(int leftOut, IReadOnlyList<RouterReport> reports, IReadOnlyList<PolicyReport> policies)
    {
        var all = reports.SelectMany(report => report.Evaluation.Findings.Select(finding => finding with
        {
            Sentence = reports.Count > 1 && finding.Severity != FindingSeverity.Info ? $"{report.Name}: {finding.Sentence}" : finding.Sentence,
        })).DistinctBy(finding => finding.Sentence).ToArray();
        return
        [
            .. all.Where(finding => finding.Severity == FindingSeverity.Error),
            .. all.Where(finding => finding.Severity == FindingSeverity.Warning),
            .. policies.Where(policy => policy is { IsMain: true, DominatedBy.Count: > 0 }).Select(policy => new Finding(
                FindingSeverity.Warning, $"{policy.Name} is dominated on these queries: no dearer and no worse is {string.Join("; ", policy.DominatedBy!)}.")),
            .. leftOut == 0
                ? Array.Empty<Finding>()
                : [new(FindingSeverity.Info, FormattableString.Invariant($"{leftOut} queries are left out: they lack an outcome or a score of something compared."))],
            .. all.Where(finding => finding.Severity == FindingSeverity.Info),
        ];
    }

    private static ReferenceReport[] Beside(IReadOnlyList<RouterReport> here, IReadOnlyList<RouterReport> there) =>
    [
        .. here.Zip(there).SelectMany(pair => ReferenceMetrics.Select(metric =>
            metric.Of(pair.First.Evaluation) is { } first && metric.Of(pair.Second.Evaluation) is { } second
                ? new ReferenceReport(pair.First.Name, metric.Name, first, second, IndependentDifference.Of(first, second))
                : null)).OfType<ReferenceReport>(),
    ];

    private static JudgedData Named(RoutingDataSet data, RoutingTable kept) => new(
        $"{data.Format}, {string.Join(", ", data.Inputs.Select(file => Path.GetFileName(file.Path)))}",
        ContentDigest.Of(data.Table!),
        data.Inputs,
        data.Table!.Count,
        data.Table.Count - kept.Count);
}
