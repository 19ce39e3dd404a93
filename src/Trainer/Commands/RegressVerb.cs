using System.Globalization;
using System.Text;
using System.Text.Json;
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

    [Option("gate", HelpText = "YAML with what is asked: metrics with margins, slices, ...; configs/gate.yaml lists every key.")]
    public string? Gate { get; set; }

    [Option("report", HelpText = "JSON report to write; docs/schemas/regression-report.schema.json describes it.")]
    public string? Report { get; set; }

    [Option("junit", HelpText = "JUnit XML to write.")]
    public string? Junit { get; set; }

    [Option("markdown", HelpText = "Markdown to write, for a pull request.")]
    public string? Markdown { get; set; }

    [Option("flips", HelpText = "JSON lines to write: every changed decision, the worst first.")]
    public string? FlipsFile { get; set; }

    [Option("expect-data", HelpText = "Hash that the data must have, as a report names it.")]
    public string? ExpectData { get; set; }

    [Option("previous", HelpText = "An earlier report, which must have been made on the same data.")]
    public string? Previous { get; set; }

    [Option("allow-different-data", HelpText = "Compare although the data are not those of --previous.")]
    public bool AllowDifferentData { get; set; }

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
        var options = Gate is null ? new RegressionOptions() : GateFile.Read(Gate);
        if (ExpectData is { } expected && !GateFile.IsHash(expected))
        {
            throw new UsageException($"--expect-data is '{expected}'; it must be the 64 hexadecimal digits that a report names");
        }

        if (AllowDifferentData && Previous is null)
        {
            throw new UsageException("--allow-different-data says that the data may differ from those of --previous, which is missing");
        }

        var report = Compare(session, options);
        if (Report is not null)
        {
            FileReplacement.Write(Report, BundleJson.ToFile(report));
        }

        if (Markdown is not null)
        {
            FileReplacement.Write(Markdown, Encoding.UTF8.GetBytes(RegressionMarkdown.Render(report)));
        }

        if (Junit is not null)
        {
            FileReplacement.Write(Junit, RegressionJUnit.Render(report, session.Clock.GetElapsedTime(started).TotalSeconds));
        }

        if (FlipsFile is not null)
        {
            FileReplacement.Write(FlipsFile, Encoding.UTF8.GetBytes(
                string.Concat(report.Flips.Select(flip => $"{JsonSerializer.Serialize(flip, BundleJson.Line)}\n"))));
        }

        session.Print(this, report, console => Summarise(console, report));
        return report.Passed ? ExitCode.Done : ExitCode.GateFailed;
    }

    private RegressionReport Compare(Session session, RegressionOptions options)
    {
        var data = BundleData.ReadWhole(Data);
        var table = data.Table!;
        var hash = ContentDigest.Of(table);
        DataIdentity.Expect(hash, options.DataHash, $"{Gate}");
        DataIdentity.Expect(hash, ExpectData, "--expect-data");
        var earlier = Previous is null ? null : DataIdentity.OfReport(Previous);
        if (!AllowDifferentData)
        {
            DataIdentity.Expect(hash, earlier, $"{Previous} (--allow-different-data compares all the same)");
        }

        var queries = table.Queries;
        var baseline = Load(Bundle.Read(Baseline), () => queries);
        var candidate = Load(Bundle.Read(Candidate), () => queries);
        var kept = ComparedRows(session, table, [baseline.Bundle, candidate.Bundle]);
        var clusters = PoolOutcomes.From(kept, [.. Enumerable.Range(0, kept.Models.Count)]).Cluster;

        // One trade-off for both, or regrets would not be comparable; a pair has none.
        var tradeoff = baseline.Bundle.OperatingPoint().UsdTradeoff ?? 0;
        var input = new RegressionInput(
            kept.Queries,
            kept.Models,
            RoutedTable.Route(baseline, kept, tradeoff, session.Cancellation),
            RoutedTable.Route(candidate, kept, tradeoff, session.Cancellation),
            clusters);
        var report = RegressionTest.Run(input, options) with
        {
            Baseline = Identity(baseline.Bundle),
            Candidate = Identity(candidate.Bundle),
            DataHash = hash,
            Warnings =
            [
                .. earlier is null || earlier == hash
                    ? Array.Empty<string>()
                    : [$"The data are not those of {Previous}, so that the two reports cannot be compared."],
                .. DataIdentity.Warnings("baseline", baseline.Bundle, hash, data),
                .. DataIdentity.Warnings("candidate", candidate.Bundle, hash, data),
            ],
        };
        return report.With(BundleChecks.Run(
            baseline,
            candidate,
            rows => BundleData.Score(candidate, kept.Select(rows), session.Cancellation),
            kept.Count,
            options));
    }

    // The rows on which every model was run that either router may choose.
    private RoutingTable ComparedRows(Session session, RoutingTable table, Bundle[] bundles)
    {
        var models = bundles.SelectMany(bundle => bundle.Labels.Models.Select(model => model.Id)).Distinct(StringComparer.Ordinal);
        table = table.WithModels([.. models.Select(name => table.IndexOf(name) is var index and >= 0
            ? index
            : throw new UsageException(
                $"the data have no model '{name}', which one of the bundles routes to; {NearestName.Hint(name, table.Models)}"))]);
        var rows = PoolOutcomes.CompleteRows(table, [.. Enumerable.Range(0, table.Models.Count)]);
        if (rows.Length == 0)
        {
            throw new UsageException("the data have no query on which every model of both bundles was run");
        }

        if (rows.Length < table.Count)
        {
            session.Progress(this)
                .Step($"{table.Count - rows.Length} of {table.Count} queries are left out: not every model was run on them");
        }

        return table.Select(rows);
    }

    private static BundleIdentity Identity(Bundle bundle) =>
        new(bundle.Descriptor.Name, bundle.Descriptor.Id, bundle.Manifest.RootDigest);

    private static void Summarise(IAnsiConsole console, RegressionReport report)
    {
        foreach (var warning in report.Warnings)
        {
            console.MarkupLineInterpolated($"[yellow]warning[/]  {warning}");
        }

        var asked = report.Checks.Where(check => check.Require is not null).ToArray();
        foreach (var check in asked)
        {
            // How much could be seen comes before what was seen.
            console.MarkupLineInterpolated($"  {check.Title()}: {check.Explanation}");
        }

        if (report.WeakSlices is { } weak)
        {
            foreach (var slice in weak.Confirmed)
            {
                console.MarkupLineInterpolated(
                    $"  [yellow]weak[/] {slice.Description}: quality {Signed(slice.Difference.Value)} on {slice.Queries} other queries");
            }
        }

        var colour = report.Passed ? "green" : "red";
        console.MarkupLine($"[{colour}]{(report.Passed ? "passed" : "failed")}[/]: {report.Verdict.Title()} " +
            $"on {report.Queries} queries, {report.Flips.Count} decisions changed; " +
            $"{asked.Count(check => !check.Passed)} of {asked.Length} checks do not pass");
    }

    private static string Signed(double value) => value.ToString("+0.####;-0.####;0", CultureInfo.InvariantCulture);
}
