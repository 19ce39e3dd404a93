using CommandLine;
using CommandLine.Text;
using Spectre.Console;
using Trainer.Configuration;
using Trainer.Evaluation;
using Trainer.Export;
using Trainer.Features.Data;
using Trainer.Regression;
using Trainer.Reporting;

namespace Trainer.Commands;

[Verb("evaluate", HelpText = "Judge bundles and outside scores on the same queries, with baselines and intervals.")]
internal sealed class EvaluateVerb : RoutingVerb
{
    [Value(0, MetaName = "BUNDLE...", HelpText = "Folders of bundles. The first is what the others are compared with.")]
    public IEnumerable<string> Bundles { get; set; } = [];

    [Option("data", Required = true, HelpText = "Routing data with the outcomes of all models that are routed to.")]
    public IEnumerable<string> Data { get; set; } = [];

    [Option("scores", HelpText = "Columns of the data that are routers: score:NAME for a pair, or score:NAME:MODEL for each model of a pool.")]
    public IEnumerable<string> Scores { get; set; } = [];

    [Option("weak", HelpText = "Weak model of --scores; that of the first pair's bundle if there is one.")]
    public string? Weak { get; set; }

    [Option("strong", HelpText = "Strong model of --scores.")]
    public string? Strong { get; set; }

    [Option("reference-data", HelpText = "Other queries, such as those of the domains learned from, to be reported side by side.")]
    public IEnumerable<string> ReferenceData { get; set; } = [];

    [Option("by", HelpText = "Slices: domain, group, length, script; several separated by spaces.")]
    public IEnumerable<SliceKey> By { get; set; } = [];

    [Option("out", HelpText = "Folder for evaluation.json, evaluation.md and evaluation.html.")]
    public string? Output { get; set; }

    [Option("rows", HelpText = "File for every decision of every router, for audit: .jsonl, .csv or .parquet.")]
    public string? Rows { get; set; }

    [Option("resamples", Default = 1000, HelpText = "Bootstrap resamples of curves; means get ten times as many.")]
    public int Resamples { get; set; }

    [Option("seed", Default = 42UL, HelpText = "Seed of the resamples.")]
    public ulong Seed { get; set; }

    [Usage(ApplicationAlias = "trainer")]
    public static IEnumerable<Example> Examples =>
    [
        new("Judge a bundle on other data", new EvaluateVerb
        {
            Bundles = ["artifacts/quickstart/bundle"],
            Data = ["fresh.jsonl.gz"],
            Resamples = 2000,
            Seed = 7,
            Output = "artifacts/evaluation",
        }),
    ];

    public override int Run(Session session)
    {
        Check();
        var data = BundleData.ReadWhole(Data);
        var reference = ReferenceData.Any() ? BundleData.ReadWhole(ReferenceData) : null;
        IReadOnlyList<Query> queries = reference is null ? data.Table!.Queries : [.. data.Table!.Queries, .. reference.Table!.Queries];
        var bundles = Bundles.Select(directory => (Name: directory, Router: Load(Bundle.Read(directory), () => queries))).ToArray();
        var pair = Pair(data.Table!, bundles.Select(bundle => bundle.Router.Bundle));
        OutsideScore[] scores = [.. Scores.Select(name => OutsideScore.Find(name, data.Table!, pair))];
        var (report, rows) = new RoutersCompared(bundles, scores, Seed, Resamples)
            .Compare(data, reference, new SliceOptions { By = [.. By] }, session.Cancellation);
        if (Output is not null)
        {
            ComparisonWriter.Write(report, Output);
        }

        if (Rows is not null)
        {
            AuditFile.Write(Rows, rows);
        }

        session.Print(this, report, console =>
        {
            foreach (var router in report.Routers)
            {
                console.MarkupLineInterpolated($"[bold]{router.Name}[/]");
                EvaluationSummary.Write(console, router.Evaluation);
            }

            ComparisonSummary.Write(console, report);
        });
        return ExitCode.Done;
    }

    private void Check()
    {
        if (Resamples is < 100 or > 100_000)
        {
            throw new UsageException($"--resamples is {Resamples}; allowed is 100 to 100000");
        }

        string[] names = [.. Bundles, .. Scores];
        if (names.Length == 0)
        {
            throw new UsageException("BUNDLE... is missing, and so is --scores; name at least one router to judge");
        }

        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new UsageException($"'{twice.Key}' is named twice; name every router once");
        }

        if (Weak is null != Strong is null)
        {
            throw new UsageException("--weak and --strong go together; give both or neither");
        }

        if (Weak is not null && Weak == Strong)
        {
            throw new UsageException($"--weak and --strong are both '{Weak}'; a pair has two models");
        }

        if (Rows is not null)
        {
            AuditFile.Check(Rows);
        }
    }

    // As told, else as the first bundle has it, else the two models that there are, by quality.
    private (string Weak, string Strong)? Pair(RoutingTable table, IEnumerable<Bundle> bundles)
    {
        foreach (var model in new[] { Weak, Strong }.OfType<string>())
        {
            if (table.IndexOf(model) < 0)
            {
                throw new UsageException($"the data have no model '{model}'; {NearestName.Hint(model, table.Models)}");
            }
        }

        if (Weak is not null)
        {
            return (Weak, Strong!);
        }

        if (bundles.FirstOrDefault(bundle => bundle.Descriptor.Task == RoutingTask.Pair) is { } first)
        {
            return (first.Labels.Models[0].Id, first.Labels.Models[1].Id);
        }

        if (table.Models.Count != 2 || PoolOutcomes.CompleteRows(table, [0, 1]).Length == 0)
        {
            return null;
        }

        var outcomes = PoolOutcomes.From(table, [0, 1]);
        var isRising = outcomes.Quality[0].Average() <= outcomes.Quality[1].Average();
        return isRising ? (table.Models[0], table.Models[1]) : (table.Models[1], table.Models[0]);
    }
}
