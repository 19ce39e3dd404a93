using System.Globalization;
using CommandLine;
using CommandLine.Text;
using Spectre.Console;
using Trainer.Calibration;
using Trainer.Evaluation;
using Trainer.Evaluation.Report;
using Trainer.Export;
using Trainer.Features.Data;

namespace Trainer.Commands;

[Verb("calibrate", HelpText = "Add an operating point to a bundle from data: a strong share, a least quality, or a budget.")]
internal sealed class CalibrateVerb : RoutingVerb
{
    [Value(0, MetaName = "BUNDLE", Required = true, HelpText = "Folder of the bundle; it is replaced, unless --out is given.")]
    public string Bundle { get; set; } = "";

    [Option("data", Required = true, HelpText = "Routing data that the router was not fitted on.")]
    public IEnumerable<string> Data { get; set; } = [];

    [Option("strong-share", HelpText = "Wanted share of calls to the strong model, 0 to 1 (pairs).")]
    public double? StrongShare { get; set; }

    [Option("min-quality", HelpText = "Least mean quality (pairs): the fewest strong calls that reach it.")]
    public double? MinQuality { get; set; }

    [Option("budget", HelpText = "Largest mean cost of a query in USD: the best quality within it.")]
    public double? Budget { get; set; }

    [Option("name", HelpText = "Name of the operating point; made from the wish if absent.")]
    public string? Name { get; set; }

    [Option("out", HelpText = "Where to write the calibrated bundle.")]
    public string? Out { get; set; }

    [Usage(ApplicationAlias = "trainer")]
    public static IEnumerable<Example> Examples => [new(
        "Send 30 % of queries to the strong model",
        new CalibrateVerb { Bundle = "router", Data = ["fresh.jsonl.gz"], StrongShare = 0.3 })];

    public override int Run(Session session)
    {
        if (new[] { StrongShare, MinQuality, Budget }.Count(wish => wish is not null) != 1)
        {
            throw new UsageException("calibrate needs exactly one of --strong-share, --min-quality and --budget");
        }

        if (StrongShare is not (null or (>= 0 and <= 1))
            || MinQuality is not (null or (>= 0 and <= 1))
            || Budget is not (null or (>= 0 and < double.PositiveInfinity)))
        {
            throw new UsageException("--strong-share and --min-quality lie between 0 and 1, --budget is at least 0 USD per query");
        }

        var bundle = Export.Bundle.Read(Bundle);
        if (bundle is { Labels.Cascade: not null, Descriptor.Task: RoutingTask.Pool })
        {
            throw new UsageException(
                $"{Bundle} is a cascade of {bundle.Labels.Models.Count} models, which is steered by the thresholds inside its graph; train it " +
                "with another 'costWeight' of its learner instead");
        }

        var (point, report) = Calibrate(bundle, session.Cancellation);
        var others = bundle.Policy.OperatingPoints.Where(other => other.Name != point.Name);
        var policy = new Policy(point.Name, [point, .. others]);
        BundleWriter.Write(bundle.ToContents(policy), Out ?? Bundle);
        session.Print(this, new { bundle = Out ?? Bundle, point, evaluation = report }, console =>
        {
            console.MarkupLineInterpolated(
                $"[green]calibrated[/] '{point.Name}': wanted {point.Wanted}; it is the default of {Out ?? Bundle} now");
            EvaluationSummary.Write(console, report);
        });
        return ExitCode.Done;
    }

    private (Export.OperatingPoint Point, EvaluationReport Report) Calibrate(Bundle bundle, CancellationToken cancellation)
    {
        var all = BundleData.Read(Data);
        var table = BundleData.WithItsCosts(bundle, BundleData.For(bundle, all));
        var isPair = bundle.Descriptor.Task == RoutingTask.Pair;
        var router = Load(bundle, () => all.Queries);
        var scores = BundleData.Score(router, table, cancellation);
        var costs = bundle.Labels.Models.Select(model => model.ExpectedCostUsd).ToArray();
        var (setting, name, wanted) = isPair ? OfPair(table, scores) : OfPool(table, scores, costs);
        var report = RouterEvaluation.Run(table, scores, costs, [new NamedSetting(Name ?? name, setting)], isPair, 42, 1000, bundle.Labels.Cascade);
        var result = report.OperatingPoints[0];
        var undefined = new Estimate(double.NaN, double.NaN, double.NaN, result.Quality.N);
        var dearest = isPair ? 1 : Array.IndexOf(costs, costs.Max());
        return (new Export.OperatingPoint(
            Name ?? name,
            isPair ? setting : null,
            isPair ? null : setting,
            wanted,
            result.Shares[Math.Max(0, dearest)],
            result.Quality,
            result.CostUsd ?? undefined), report);
    }

    private (double Setting, string Name, string Wanted) OfPair(RoutingTable table, float[] scores)
    {
        if (StrongShare is { } share)
        {
            return (
                OperatingPointCalibration.Threshold(scores, share).Threshold,
                Text($"strong-{100 * share:0.##}"),
                Text($"{share:0.##%} of queries to the strong model"));
        }

        var complete = PoolOutcomes.CompleteRows(table, [0, 1]);
        var outcomes = PairOutcomes.From(table, 0, 1);
        var known = Array.ConvertAll(complete, row => scores[row]);
        if (MinQuality is { } quality)
        {
            return (
                OperatingPointCalibration.ThresholdForQuality(outcomes, known, quality)
                    ?? throw new UsageException(Text($"no threshold reaches a mean quality of {quality} on these data")),
                Text($"quality-{100 * quality:0.##}"),
                Text($"a mean quality of at least {quality:0.####}"));
        }

        if (outcomes.WeakCostUsd is null)
        {
            throw new UsageException("--budget needs the cost of every outcome in the data; these have none");
        }

        return (
            OperatingPointCalibration.ThresholdForBudget(outcomes, known, Budget!.Value)
                ?? throw new UsageException(Text($"even without strong calls a query costs more than {Budget} USD")),
            Text($"budget-{Budget:0.########}"),
            Text($"at most {Budget:0.########} USD per query"));
    }

    private (double Setting, string Name, string Wanted) OfPool(RoutingTable table, float[] scores, double[] costs)
    {
        if (Budget is not { } budget)
        {
            throw new UsageException(
                "a router between several models is calibrated by --budget; --strong-share and --min-quality are for pairs");
        }

        if (costs.Any(double.IsNaN))
        {
            throw new UsageException("the bundle does not know what its models cost, so a budget cannot be kept");
        }

        return (
            PoolBudget.Of(table, scores, costs).Tradeoff(budget)
                ?? throw new UsageException(Text($"even the cheapest choices cost more than {budget} USD per query")),
            Text($"budget-{budget:0.########}"),
            Text($"at most {budget:0.########} USD per query"));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
