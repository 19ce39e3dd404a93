using System.Text;
using CommandLine;
using CommandLine.Text;
using Spectre.Console;
using Trainer.Configuration;
using Trainer.Evaluation;
using Trainer.Export;
using Trainer.Features;
using Trainer.Features.Data;
using Trainer.Regression;

namespace Trainer.Commands;

[Verb("regress", HelpText = "May one router replace another? Paired statistics on the same queries; exit code 1 if not.")]
internal sealed class RegressVerb : RoutingVerb
{
    [Option("baseline", Required = true, HelpText = "Bundle of the router in use.")]
    public string Baseline { get; set; } = "";

    [Option("candidate", Required = true, HelpText = "Bundle of the router that would replace it.")]
    public string Candidate { get; set; } = "";

    [Option("data", Required = true, HelpText = "Routing data with the outcomes of both bundles' models.")]
    public IEnumerable<string> Data { get; set; } = [];

    [Option("gate", HelpText = "YAML with the margins: qualityMargin, costMarginShare, inconclusiveFails, resamples, seed.")]
    public string? Gate { get; set; }

    [Option("junit", HelpText = "JUnit XML to write.")]
    public string? Junit { get; set; }

    [Option("markdown", HelpText = "Markdown to write, for a pull request.")]
    public string? Markdown { get; set; }

    [Usage(ApplicationAlias = "trainer")]
    public static IEnumerable<Example> Examples =>
        [new("Compare last week's router with today's", new RegressVerb
        {
            Baseline = "old/bundle",
            Candidate = "new/bundle",
            Data = ["fresh.jsonl.gz"],
            Gate = "configs/gate.yaml",
        })];

    public override int Run(Session session)
    {
        var started = session.Clock.GetTimestamp();
        var options = Gate is null ? new RegressionOptions() : ConfigurationFile.Bind<RegressionOptions>(Gate);
        if (options is not { QualityMargin: >= 0 and <= 1, CostMarginShare: >= 0, Resamples: >= 100 and <= 1_000_000 })
        {
            throw new UsageException(
                $"{Gate}: qualityMargin must lie in [0, 1], costMarginShare be at least 0, resamples lie in [100, 1000000]");
        }

        var report = RegressionTest.Run(Input(session), options);
        var markdown = RegressionMarkdown.Render(report);
        if (Markdown is not null)
        {
            FileReplacement.Write(Markdown, Encoding.UTF8.GetBytes(markdown));
        }

        if (Junit is not null)
        {
            FileReplacement.Write(Junit, RegressionJUnit.Render(report, session.Clock.GetElapsedTime(started).TotalSeconds));
        }

        session.Print(this, report, console => Summarise(console, report));
        return report.Passed ? ExitCode.Done : ExitCode.GateFailed;
    }

    private RegressionInput Input(Session session)
    {
        var table = BundleData.Read(Data);
        var queries = table.Queries;
        var baseline = Load(Bundle.Read(Baseline), () => queries);
        var candidate = Load(Bundle.Read(Candidate), () => queries);

        // Every model that either router may choose, so that rows where one of them was not run are seen and left out.
        var models = baseline.Bundle.Labels.Models.Concat(candidate.Bundle.Labels.Models)
            .Select(model => model.Id)
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        table = table.WithModels([.. models.Select(name => table.IndexOf(name) is var index and >= 0
            ? index
            : throw new UsageException(
                $"the data have no model '{name}', which one of the bundles routes to; {NearestName.Hint(name, table.Models)}"))]);
        var all = Enumerable.Range(0, table.Models.Count).ToArray();
        var rows = PoolOutcomes.CompleteRows(table, all);
        if (rows.Length == 0)
        {
            throw new UsageException("the data have no query on which every model of both bundles was run");
        }

        if (rows.Length < table.Count)
        {
            session.Progress(this)
                .Step($"{table.Count - rows.Length} of {table.Count} queries are left out: not every model was run on them");
        }

        var kept = table.Select(rows);
        return new RegressionInput(
            [.. kept.Queries.Select(query => query.Id)],
            models,
            Route(baseline, kept, session),
            Route(candidate, kept, session),
            PoolOutcomes.From(kept, all).Cluster);
    }

    private static RoutedOutcomes Route(Router router, RoutingTable table, Session session)
    {
        // A cascade pays its weak model and verifier for every query, which another router on the same data does not.
        var outcomes = PoolOutcomes.From(
            BundleData.WithItsCosts(router.Bundle, table), [.. Enumerable.Range(0, table.Models.Count)]);
        var at = router.Bundle.OperatingPoint();
        var scores = BundleData.Score(router, table, session.Cancellation);
        var choices = new int[table.Count];
        for (var row = 0; row < choices.Length; row++)
        {
            choices[row] = table.IndexOf(router.Decide(scores.AsSpan(row * router.ScoresPerQuery, router.ScoresPerQuery), at).Model);
        }

        var decisions = new Decisions(outcomes, choices);
        return new RoutedOutcomes(choices, decisions.Quality, decisions.CostUsd);
    }

    private static void Summarise(IAnsiConsole console, RegressionReport report)
    {
        var colour = report.Passed ? "green" : "red";
        console.MarkupLine($"[{colour}]{(report.Passed ? "passed" : "failed")}[/]: {report.Verdict.ToString().ToLowerInvariant()} " +
            $"on {report.Queries} queries, {report.Flips.Count} decisions changed");
        foreach (var check in report.Checks)
        {
            console.MarkupLineInterpolated($"  {check.Explanation}");
        }
    }
}
