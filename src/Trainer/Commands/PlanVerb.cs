using System.Globalization;
using CommandLine;
using CommandLine.Text;
using Spectre.Console;
using Trainer.Calibration.OperatingPoints;
using Trainer.Calibration.Planning;
using Trainer.Export;

namespace Trainer.Commands;

[Verb("plan", HelpText = "How many labelled queries it takes to find a loss, to rule it out, or to certify that it stays small.")]
internal sealed class PlanVerb : RoutingVerb
{
    private static readonly int[] Sizes = [100, 200, 500, 1_000, 2_000, 5_000, 10_000];

    [Option("loss", Default = 0.02, HelpText = "Mean loss of quality that is to be found, above 0.")]
    public double Loss { get; set; }

    [Option("disagreement", HelpText = "Share of queries on which one answer is right and the other wrong; 0.1 if absent, or from --data.")]
    public double? Disagreement { get; set; }

    [Option("margin", HelpText = "Loss that is to be ruled out; --loss if absent.")]
    public double? Margin { get; set; }

    [Option("max-quality-loss", HelpText = "Loss that is to be certified; --loss if absent.")]
    public double? MaxQualityLoss { get; set; }

    [Option("true-loss", Default = 0.0, HelpText = "What the loss really is, where it is to be ruled out or certified.")]
    public double TrueLoss { get; set; }

    [Option("alpha", Default = 0.05, HelpText = "Level of the tests.")]
    public double Alpha { get; set; }

    [Option("one-sided", HelpText = "Look for a loss only, not for a gain too.")]
    public bool OneSided { get; set; }

    [Option("power", Default = 0.8, HelpText = "Probability with which it is to succeed.")]
    public double Power { get; set; }

    [Option("confidence", Default = 0.9, HelpText = "Of the certificate.")]
    public double Confidence { get; set; }

    [Option(
        "bundle",
        HelpText = "Take the disagreement from this router at its default operating point and the strong, or best, model; with --data.")]
    public string? Bundle { get; set; }

    [Option("data", HelpText = "Routing data for --bundle.")]
    public IEnumerable<string> Data { get; set; } = [];

    [Usage(ApplicationAlias = "trainer")]
    public static IEnumerable<Example> Examples =>
        [new(
            "Find, rule out or certify a loss of 1 point",
            new PlanVerb { Loss = 0.01, Disagreement = 0.15, Power = 0.8, Alpha = 0.05, Confidence = 0.9 })];

    public override int Run(Session session)
    {
        var (margin, limit) = (Margin ?? Loss, MaxQualityLoss ?? Loss);
        Check(margin, limit);
        var disagreement = Disagreement ?? (Bundle is null ? 0.1 : Observed(session.Cancellation));
        if (!(Math.Max(Loss, Math.Abs(TrueLoss)) <= disagreement && disagreement <= 1))
        {
            throw new UsageException(string.Create(
                CultureInfo.InvariantCulture,
                $"the disagreement is {disagreement:0.####}; allowed is at least --loss and --true-loss, since only such queries can lose, ") +
                "and at most 1");
        }

        var paired = new PairedPlan(disagreement, Alpha, !OneSided);
        var certified = new CertificationPlan(limit, TrueLoss, 1 - Confidence);
        var plan = new
        {
            disagreement,
            detect = new { Loss, Alpha, sides = OneSided ? 1 : 2, Power, queries = paired.ToDetect(Loss, Power) },
            nonInferiority = new
            {
                margin, TrueLoss, Alpha, Power, queries = paired.ToShowNonInferiority(margin, TrueLoss, Power),
            },
            certify = new
            {
                maxQualityLoss = limit,
                TrueLoss,
                Confidence,
                Power,
                queriesOfLossesZeroOrOne = TrueLoss >= 0 ? certified.Binomial(Power) : null,
                queriesOfLossesMinusOneToOne = certified.Betting(disagreement, Power),
            },
            chances = Sizes.Select(n => new Chance(
                n,
                paired.PowerToDetect(Loss, n),
                paired.PowerOfNonInferiority(margin, TrueLoss, n),
                TrueLoss >= 0 ? certified.BinomialPower(n) : double.NaN,
                certified.BettingPower(disagreement, n))).ToArray(),
        };
        session.Print(this, plan, console =>
        {
            var needs = new Table().Border(TableBorder.Rounded).AddColumns("to", "labelled queries");
            needs.AddRow(Text($"find a loss of {Loss:0.####} (level {Alpha:0.####}, {(OneSided ? "one" : "two")}-sided)"), Count(plan.detect.queries));
            needs.AddRow(
                Text($"rule out a loss of {margin:0.####}, the true one being {TrueLoss:0.####} (level {Alpha:0.####}, one-sided)"),
                Count(plan.nonInferiority.queries));
            needs.AddRow(
                Text($"certify at most {limit:0.####} with confidence {Confidence:0.####}, the strong model never being beaten"),
                Count(plan.certify.queriesOfLossesZeroOrOne));
            needs.AddRow(Text($"the same where it may be beaten (simulated)"), Count(plan.certify.queriesOfLossesMinusOneToOne));
            console.Write(needs);
            var table = new Table().Border(TableBorder.Rounded)
                .AddColumns("queries", "found", "ruled out", "certified, 0 or 1", "certified, −1 to 1");
            foreach (var chance in plan.chances)
            {
                table.AddRow(
                    chance.Queries.ToString("N0", CultureInfo.InvariantCulture),
                    Share(chance.Detect),
                    Share(chance.NonInferiority),
                    Share(chance.CertifyZeroOrOne),
                    Share(chance.CertifyMinusOneToOne));
            }

            console.Write(table);
            console.MarkupLineInterpolated(
                $"{Text($"power {Power:0.####}, disagreement {disagreement:0.####}")}; queries are independent ones: a conversation counts once");
        });
        return ExitCode.Done;
    }

    private void Check(double margin, double limit)
    {
        void Require(bool holds, string option, double found, string allowed)
        {
            if (!holds)
            {
                throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option} is {found}; allowed is {allowed}"));
            }
        }

        const string Between = "a number between 0 and 1, neither of them included";
        Require(Loss is > 0 and < 1, "--loss", Loss, Between);
        Require(margin is > 0 and < 1, "--margin", margin, Between);
        Require(limit is > 0 and < 1, "--max-quality-loss", limit, Between);
        Require(Alpha is > 0 and < 0.5, "--alpha", Alpha, "a number above 0 and below 0.5");
        Require(Power is > 0.05 and < 1, "--power", Power, "a number above 0.05 and below 1");
        Require(Confidence is > 0 and < 1, "--confidence", Confidence, Between);
        Require(TrueLoss is > -1 and < 1, "--true-loss", TrueLoss, "a number between -1 and 1");
        if (Bundle is null == Data.Any() || (Disagreement is not null && Bundle is not null))
        {
            throw new UsageException("--bundle and --data go together, and stand in place of --disagreement");
        }
    }

    // The mean square of a query's loss: for right-or-wrong answers the share of queries on which the two differ.
    private double Observed(CancellationToken cancellation)
    {
        var bundle = Export.Bundle.Read(Bundle!);
        var all = BundleData.Read(Data);
        var table = BundleData.For(bundle, all);
        double[] costs = [.. bundle.Labels.Models.Select(model => model.ExpectedCostUsd)];
        var isPair = bundle.Descriptor.Task == RoutingTask.Pair;
        var held = HeldOut.Of(table, BundleData.Score(Load(bundle, () => all.Queries), table, cancellation), costs, isPair);
        var at = bundle.OperatingPoint();
        var choice = held.Choose(at.Threshold ?? at.UsdTradeoff!.Value);
        var quality = held.Outcomes.Quality;
        var reference = isPair ? quality[1] : quality.MaxBy(column => column.Average())!;
        return choice.Select((model, row) => Math.Pow(reference[row] - quality[model][row], 2)).Average();
    }

    private static string Count(double? queries) => queries is { } number && double.IsFinite(number)
        ? number.ToString("N0", CultureInfo.InvariantCulture)
        : "no number in reach";

    private static string Share(double chance) => double.IsNaN(chance) ? "–" : chance.ToString("0%", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Probabilities of success with some number of queries.</summary>
    private sealed record Chance(int Queries, double Detect, double NonInferiority, double CertifyZeroOrOne, double CertifyMinusOneToOne);
}
