using System.Globalization;
using CommandLine;
using CommandLine.Text;
using Spectre.Console;
using Trainer.Costs;
using Trainer.Evaluation;
using Trainer.Evaluation.Report;
using Trainer.Export;

namespace Trainer.Commands;

[Verb("reprice", HelpText = "Give a bundle's models other prices without training again.")]
internal sealed class RepriceVerb : RoutingVerb
{
    [Value(0, MetaName = "BUNDLE", Required = true, HelpText = "Folder of the bundle; it is replaced, unless --out is given.")]
    public string Bundle { get; set; } = "";

    [Option("prices", Required = true, HelpText = "File of prices; it may list more models than the bundle has.")]
    public string Prices { get; set; } = "";

    [Option("data", HelpText = "Routing data that the router was not fitted on: what the operating points give is measured on them.")]
    public IEnumerable<string> Data { get; set; } = [];

    [Option("out", HelpText = "Where to write the bundle with the new prices.")]
    public string? Out { get; set; }

    [Usage(ApplicationAlias = "trainer")]
    public static IEnumerable<Example> Examples =>
        [new("Today's prices", new RepriceVerb { Bundle = "router", Prices = "prices.yaml", Data = ["fresh.jsonl.gz"] })];

    public override int Run(Session session)
    {
        var prices = PriceTableFile.Read(Prices);
        var bundle = Export.Bundle.Read(Bundle);
        var labels = BundleRepricing.Labels(bundle, prices);
        var (measured, priced) = Data.Any() ? Measure(bundle, labels, prices, session.Cancellation) : (null, null);
        var policy = BundleRepricing.Policy(bundle, labels, measured);
        var contents = bundle.ToContents(policy, labels) with { Provenance = BundleRepricing.Provenance(bundle, prices) };
        BundleWriter.Write(contents, Out ?? Bundle);
        var changed = bundle.Golden().Zip(contents.Golden).Count(rows => rows.First.Model != rows.Second.Model);
        session.Print(
            this,
            new
            {
                bundle = Out ?? Bundle,
                prices = new { file = prices.From, prices.Date, prices.Source, prices.Sha256 },
                models = bundle.Labels.Models.Zip(labels.Models, (before, after) => new
                {
                    after.Id,
                    expectedCostUsdBefore = before.ExpectedCostUsd,
                    after.ExpectedCostUsd,
                }),
                goldenRows = contents.Golden.Count,
                changedGoldenDecisions = changed,
                policy.OperatingPoints,
                findings = priced is null ? [] : new[] { priced.Finding },
                evaluation = measured,
            },
            console => Write(console, bundle, labels, changed, contents.Golden.Count, measured, priced));
        return ExitCode.Done;
    }

    private (EvaluationReport Report, PricedTable Priced) Measure(
        Bundle bundle, Labels labels, PriceTable prices, CancellationToken cancellation)
    {
        var all = BundleData.Read(Data);
        var table = BundleData.For(bundle, all);
        var tokens = new TokenCounts(table, m => labels.Models[m].MeanOutputTokens!.Value);
        var priced = Pricing.Apply(table, prices, tokens, reprice: true);
        var isPair = bundle.Descriptor.Task == RoutingTask.Pair;
        var scores = BundleData.Score(Load(bundle, () => all.Queries), table, cancellation);
        return (
            RouterEvaluation.Run(
                BundleData.WithItsCosts(bundle, priced.Table),
                scores,
                [.. labels.Models.Select(model => model.ExpectedCostUsd)],
                [.. bundle.Policy.OperatingPoints.Select(
                    point => new NamedSetting(point.Name, point.Threshold ?? point.UsdTradeoff!.Value))],
                isPair,
                42,
                1000,
                bundle.Labels.Cascade),
            priced);
    }

    private void Write(
        IAnsiConsole console, Bundle before, Labels after, int changed, int golden, EvaluationReport? measured, PricedTable? priced)
    {
        console.MarkupLineInterpolated($"[green]repriced[/] {Out ?? Bundle}; {changed} of {golden} golden decisions changed");
        var table = new Table().Border(TableBorder.Rounded).AddColumns("model", "USD per 1,000 queries", "before");
        foreach (var (old, now) in before.Labels.Models.Zip(after.Models))
        {
            table.AddRow(Markup.Escape(now.Id), PerThousand(now.ExpectedCostUsd), PerThousand(old.ExpectedCostUsd));
        }

        console.Write(table);
        if (measured is not null)
        {
            FindingsView.Write(console, [priced!.Finding]);
            EvaluationSummary.Write(console, measured);
        }

        var isPair = before.Descriptor.Task == RoutingTask.Pair;
        console.MarkupLine(isPair
            ? "thresholds and decisions are what they were"
            : "trade-offs are what they were, and decisions weigh the new costs; what was wanted of the operating points was calibrated " +
                "at the old prices: 'trainer calibrate' makes new ones");
        if (measured is null)
        {
            console.MarkupLine(
                $"what the operating points {(isPair ? "" : "give and ")}cost is undefined now: give --data to measure it");
        }
    }

    private static string PerThousand(double costUsd) =>
        double.IsNaN(costUsd) ? "unknown" : (1000 * costUsd).ToString("0.####", CultureInfo.InvariantCulture);
}
