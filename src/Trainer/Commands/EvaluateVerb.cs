using CommandLine;
using CommandLine.Text;
using Spectre.Console;
using Trainer.Evaluation;
using Trainer.Evaluation.Report;
using Trainer.Export;

namespace Trainer.Commands;

[Verb("evaluate", HelpText = "Judge one or more bundles on the same queries, with baselines and intervals.")]
internal sealed class EvaluateVerb : RoutingVerb
{
    [Value(0, MetaName = "BUNDLE...", Required = true, HelpText = "Folders of bundles.")]
    public IEnumerable<string> Bundles { get; set; } = [];

    [Option("data", Required = true, HelpText = "Routing data with the outcomes of the bundles' models.")]
    public IEnumerable<string> Data { get; set; } = [];

    [Option("resamples", Default = 1000, HelpText = "Bootstrap resamples behind the intervals.")]
    public int Resamples { get; set; }

    [Option("seed", Default = 42UL, HelpText = "Seed of the resamples.")]
    public ulong Seed { get; set; }

    [Usage(ApplicationAlias = "trainer")]
    public static IEnumerable<Example> Examples => [new(
        "Judge a bundle on other data",
        new EvaluateVerb { Bundles = ["artifacts/quickstart/bundle"], Data = ["fresh.jsonl.gz"], Resamples = 2000, Seed = 7 })];

    public override int Run(Session session)
    {
        if (Resamples is < 100 or > 100_000)
        {
            throw new UsageException($"--resamples is {Resamples}; allowed is 100 to 100000");
        }

        var table = BundleData.Read(Data);
        var reports = Bundles.Select(directory => new Entry(
            directory, Evaluate(Load(Bundle.Read(directory), () => table.Queries), table, session.Cancellation))).ToArray();
        session.Print(this, reports, console =>
        {
            foreach (var entry in reports)
            {
                console.MarkupLineInterpolated($"[bold]{entry.Bundle}[/]");
                EvaluationSummary.Write(console, entry.Evaluation);
            }
        });
        return ExitCode.Done;
    }

    private EvaluationReport Evaluate(Router router, Features.Data.RoutingTable table, CancellationToken cancellation)
    {
        var own = BundleData.WithItsCosts(router.Bundle, BundleData.For(router.Bundle, table));
        var isPair = router.Bundle.Descriptor.Task == RoutingTask.Pair;
        var points = router.Bundle.Policy.OperatingPoints.OrderBy(point => point.Name != router.Bundle.Policy.Default)
            .Select(point => new NamedSetting(point.Name, isPair ? point.Threshold!.Value : point.UsdTradeoff!.Value));
        return RouterEvaluation.Run(
            own,
            BundleData.Score(router, own, cancellation),
            [.. router.Bundle.Labels.Models.Select(model => model.ExpectedCostUsd)],
            [.. points],
            isPair,
            Seed,
            Resamples,
            router.Bundle.Labels.Cascade);
    }

    private sealed record Entry(string Bundle, EvaluationReport Evaluation);
}
