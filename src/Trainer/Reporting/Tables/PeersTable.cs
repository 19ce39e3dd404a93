using Trainer.Evaluation.Comparison;
using Trainer.Export;

namespace Trainer.Reporting.Tables;

/// <summary>The routers in other projects' numbers, one metric a row.</summary>
internal static class PeersTable
{
    public static Table Of(ComparisonReport report)
    {
        var none = Numbers.Missing;
        IEnumerable<Row> rows =
        [
            Row("RouterArena: Arena score", "quality and cost per 1,000 queries in one number, beta 0.1", of => of.ArenaScore, Numbers.Quality),
            Row("RouterArena: optimal selection", "share of solvable queries sent to the cheapest correct model", of => of.OptimalSelection, Numbers.Share),
            Row("RouterArena: optimal accuracy", "quality over the oracle's, queries that went wrong counted", of => of.OptimalAccuracy, Numbers.Share),
            Row("RouterArena: optimal cost", "oracle's cost over the router's, where the router is correct", of => of.OptimalCost, Numbers.Share),
            Row("LLMRouterBench: AvgAcc", "mean over domains of mean quality", of => of.DomainMean, Numbers.Quality),
            Row("LLMRouterBench: Gain@R", "relative to a uniformly random model", of => of.GainOverRandom, Numbers.Share),
            Row("LLMRouterBench: Gain@B", "relative to the best single model", of => of.GainOverBest, Numbers.Share),
            Row("LLMRouterBench: Gap@O", "relative to the oracle", of => of.GapToOracle, Numbers.Share),
            Row("LLMRouterBench: PerfGain", "best of the router's points relative to the best single model", of => of.PerformanceGain, Numbers.Share),
            Row("LLMRouterBench: CostSave", "largest saving among points as good as the best single model; 0 if none", of => of.CostSaving, Numbers.Share),
            Row("LLMRouterBench: ParetoDist", "mean distance of the router's points to the front, axes scaled", of => of.ParetoDistance, Numbers.Quality),
            Row("RouterEval: V_B", "quality over the best single model's", of => of.OverBest, Numbers.Quality),
            Row("RouterEval: E_p", "entropy of the choices in bits", of => of.ChoiceEntropy, Numbers.Quality),
            Row("RouterBench: AIQ, paper", $"all that is compared here; the coin between models has {Zero(report)}", of => of.AiqAsPublished, Numbers.Quality),
            Row("RouterBench: AIQ, code", "the same area over the greatest cost", of => of.AiqAsCoded, Numbers.Quality),
            Row("AIQ less the first router's", "paper's convention, paired", of => of.AiqDifference, Numbers.Quality),
            Row("Mean advantage over the curve", "height of the curve over the hull of single models", of => of.AreaOverHull, Numbers.Quality),
            Row("The same less the first router's", "paired", of => of.AreaOverHullDifference, Numbers.Quality),
            Row("APGR less the first router's", "paired; between the same pair only", of => of.ApgrDifference, Numbers.Quality),
        ];
        return new(
            [new("Metric"), .. report.Routers.Select(router => new Column(router.Name, true)), new("n", true), new("How it is computed")],
            [.. rows.Where(row => row.Cells.Any(cell => cell.SortBy is not null && cell.Detail.Length > 0))]);

        Row Row(string name, string how, Func<ConventionReport, Estimate?> value, Func<double, string> format) => new(
        [
            new(name),
            .. report.Conventions.Select(of => value(of) is { } known ? Cell.Of(known, format) : new Cell(none)),
            Cell.Of(report.Queries),
            new(how),
        ]);
    }

    private static string Zero(ComparisonReport report) =>
        report.ZeroRouterAiq is { } zero ? $"{Numbers.Quality(zero.Value)} {Numbers.Interval(zero, Numbers.Quality)}" : Numbers.Missing;
}
