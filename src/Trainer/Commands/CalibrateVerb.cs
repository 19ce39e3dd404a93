using System.Globalization;
using CommandLine;
using CommandLine.Text;
using Spectre.Console;
using Trainer.Calibration.Certification;
using Trainer.Calibration.OperatingPoints;
using Trainer.Configuration;
using Trainer.Evaluation;
using Trainer.Evaluation.Report;
using Trainer.Export;
using Trainer.Features.Data;

namespace Trainer.Commands;

[Verb("calibrate", HelpText = "Add operating points to a bundle from data: a share, a quality, a budget, a latency, a certificate.")]
internal sealed class CalibrateVerb : RoutingVerb
{
    [Value(0, MetaName = "BUNDLE", Required = true, HelpText = "Folder of the bundle; it is replaced, unless --out is given.")]
    public string Bundle { get; set; } = "";

    [Option("data", Required = true, HelpText = "Routing data that the router was not fitted on.")]
    public IEnumerable<string> Data { get; set; } = [];

    [Option("strong-share", HelpText = "Wanted share of calls to the strong model, 0 to 1 (pairs).")]
    public double? StrongShare { get; set; }

    [Option("min-quality", HelpText = "Least mean quality, 0 to 1: the most saving setting that reaches it.")]
    public double? MinQuality { get; set; }

    [Option("quality-of-strong", HelpText = "Least mean quality as a share of the strong model's, of a pool's best single model's.")]
    public double? QualityOfStrong { get; set; }

    [Option("min-pgr", HelpText = "Least performance gap recovered, 0 to 1 (pairs).")]
    public double? MinPgr { get; set; }

    [Option("budget", HelpText = "Largest mean cost of a query in USD: the best quality within it.")]
    public double? Budget { get; set; }

    [Option("max-latency", HelpText = "Seconds within which the chosen model is to answer a share of the queries.")]
    public double? MaxLatency { get; set; }

    [Option("latency-share", HelpText = "That share; 0.95 if absent.")]
    public double? LatencyShare { get; set; }

    [Option("objective", HelpText = "Quality that one USD is worth: the best quality - this x cost.")]
    public double? Objective { get; set; }

    [Option("points", HelpText = "YAML file of several operating points by name, as 'calibration.points' of a configuration.")]
    public string? Points { get; set; }

    [Option("max-quality-loss", HelpText = "Certify: mean quality lost against the strong model, or --reference, at most this.")]
    public double? MaxQualityLoss { get; set; }

    [Option("max-cost", HelpText = "Certify: mean cost of a query in USD at most this.")]
    public double? MaxCost { get; set; }

    [Option("confidence", HelpText = "With which a certificate is right; 0.9 if absent.")]
    public double? Confidence { get; set; }

    [Option("method", Default = CertificationMethod.Ltt, HelpText = "ltt: with a confidence; crc: in expectation, quality only.")]
    public CertificationMethod Method { get; set; }

    [Option("reference", HelpText = "Model that a certified loss is counted from; of a pool the best on the first fifth of the data if absent.")]
    public string? Reference { get; set; }

    [Option("cost-bound", HelpText = "USD that no answer exceeds, for --max-cost; the dearest answer in the data if absent.")]
    public double? CostBound { get; set; }

    [Option("name", HelpText = "Name of the operating point; made from the wish if absent.")]
    public string? Name { get; set; }

    [Option("out", HelpText = "Where to write the calibrated bundle.")]
    public string? Out { get; set; }

    [Usage(ApplicationAlias = "trainer")]
    public static IEnumerable<Example> Examples =>
    [
        new("Send 30 % of queries to the strong model", new CalibrateVerb { Bundle = "router", Data = ["fresh.jsonl.gz"], StrongShare = 0.3 }),
        new(
            "Lose at most 2 points of quality, with confidence 0.9",
            new CalibrateVerb { Bundle = "router", Data = ["fresh.jsonl.gz"], MaxQualityLoss = 0.02 }),
    ];

    public override int Run(Session session)
    {
        var certifies = (MaxQualityLoss ?? MaxCost) is not null;
        var wishes = Wishes(certifies);
        Check(certifies);
        var bundle = Export.Bundle.Read(Bundle);
        if (bundle is { Labels.Cascade: not null, Descriptor.Task: RoutingTask.Pool })
        {
            throw new UsageException(
                $"{Bundle} is a cascade of {bundle.Labels.Models.Count} models, which is steered by the thresholds inside its graph; train it " +
                "with another 'costWeight' of its learner instead");
        }

        var all = BundleData.Read(Data);
        var table = BundleData.WithItsCosts(bundle, BundleData.For(bundle, all));
        var isPair = bundle.Descriptor.Task == RoutingTask.Pair;
        var costs = bundle.Labels.Models.Select(model => model.ExpectedCostUsd).ToArray();
        if (!isPair && costs.Any(double.IsNaN) && (MaxCost is not null || wishes.Any(wish => wish.Value.AsksForCosts())))
        {
            throw new UsageException("the bundle does not know what its models cost, so a budget cannot be kept");
        }

        var scores = BundleData.Score(Load(bundle, () => all.Queries), table, session.Cancellation);
        var data = HeldOut.Of(table, scores, costs, isPair);
        CertificationResult? certified = null;
        IReadOnlyList<Export.OperatingPoint> wanted;
        if (certifies)
        {
            certified = Certification.Run(data, isPair ? SettingGrid.OfPair() : SettingGrid.OfPool(costs), Terms(table));
            if (certified.Certificate is null)
            {
                session.Print(
                    this,
                    new { bundle = (string?)null, certified = false, reason = certified.Sentence, certified.RowsNeeded },
                    console => console.MarkupLineInterpolated($"[yellow]not certified[/] {certified.Sentence}"));
                return ExitCode.GateFailed;
            }

            wanted = [Point(Name ?? "certified", Promise(), new(certified.Setting, double.NaN, double.NaN, certified.Certificate.N), isPair)
                with { Setting = null, Certificate = certified.Certificate }];
        }
        else
        {
            wanted = [.. new WishReader(data).Read(wishes).Select(point => Point(point.Name, point.Wish.Words(isPair), point.Setting, isPair))];
        }

        var (points, report) = Measure(wanted, bundle, table, scores, costs);
        var others = bundle.Policy.OperatingPoints.Where(other => points.All(point => point.Name != other.Name));
        var policy = new Policy(points.Count == 1 ? points[0].Name : bundle.Policy.Default, [.. points, .. others]);
        BundleWriter.Write(bundle.ToContents(policy), Out ?? Bundle);
        session.Print(this, new { bundle = Out ?? Bundle, point = points[0], points, @default = policy.Default, evaluation = report }, console =>
        {
            OperatingPointSummary.Write(console, points, policy.Default, Out ?? Bundle, report);
            EvaluationSummary.Write(console, report);
        });
        return ExitCode.Done;
    }

    private IReadOnlyList<KeyValuePair<string, Wish>> Wishes(bool certifies)
    {
        double?[] own = [StrongShare, MinQuality, QualityOfStrong, MinPgr, Budget, MaxLatency, Objective];
        if (own.Count(wish => wish is not null) + (Points is null ? 0 : 1) + (certifies ? 1 : 0) != 1)
        {
            throw new UsageException(
                "calibrate needs exactly one of --strong-share, --min-quality, --quality-of-strong, --min-pgr, --budget, --max-latency, --objective, " +
                "--points, and --max-quality-loss or --max-cost, which may stand together");
        }

        if (certifies)
        {
            return [];
        }

        if (Points is not null)
        {
            if (Name is not null)
            {
                throw new UsageException("--name goes with one wish; the points of --points have their names in the file");
            }

            var named = ConfigurationFile.Bind<IReadOnlyDictionary<string, Wish>>(Points);
            var (name, fault) = named.Select(point => (point.Key, Fault: point.Value.Fault())).FirstOrDefault(point => point.Fault is not null);
            return fault is not null ? throw new UsageException($"{Points}: the operating point '{name}' {fault}")
                : named.Count == 0 ? throw new UsageException($"{Points} names no operating point; write it as 'economy: {{ costShare: 0.1 }}'")
                : [.. named];
        }

        var wish = new Wish
        {
            StrongShare = StrongShare,
            Quality = MinQuality,
            QualityOfStrong = QualityOfStrong,
            Pgr = MinPgr,
            Budget = Budget,
            Latency = MaxLatency,
            LatencyShare = LatencyShare,
            Objective = Objective,
        };
        return wish.Fault() is null
            ? [new(Name ?? wish.DefaultName(), wish)]
            : throw new UsageException(
                "--strong-share, --min-quality, --quality-of-strong, --min-pgr and --latency-share lie between 0 and 1, --budget is at least 0 USD per " +
                "query, --max-latency and --objective are at least 0, and --latency-share goes with --max-latency");
    }

    private void Check(bool certifies)
    {
        if (!certifies && (Confidence is not null || Reference is not null || CostBound is not null || Method != CertificationMethod.Ltt))
        {
            throw new UsageException("--confidence, --method, --reference and --cost-bound go with --max-quality-loss or --max-cost");
        }

        if (MaxQualityLoss is not (null or (> 0 and < 1)) || Confidence is not (null or (> 0 and < 1)))
        {
            throw new UsageException("--max-quality-loss and --confidence lie between 0 and 1, neither of them included");
        }

        if (MaxCost is not (null or (> 0 and < double.PositiveInfinity)) || CostBound is not (null or (> 0 and < double.PositiveInfinity)))
        {
            throw new UsageException("--max-cost and --cost-bound are USD above 0");
        }

        if (Method == CertificationMethod.Crc && (MaxCost is not null || Confidence is not null))
        {
            throw new UsageException(
                "--method crc controls the expected loss of quality, so it takes no --max-cost and no --confidence; use --method ltt for these");
        }

        if ((CostBound is not null && MaxCost is null) || (Reference is not null && MaxQualityLoss is null))
        {
            throw new UsageException("--cost-bound goes with --max-cost, --reference with --max-quality-loss");
        }
    }

    private CertificationTerms Terms(RoutingTable table) => new()
    {
        MaxQualityLoss = MaxQualityLoss,
        MaxCostUsd = MaxCost,
        Confidence = Confidence ?? 0.9,
        Method = Method,
        CostBoundUsd = CostBound,
        Reference = Reference is not { } name ? null
            : table.IndexOf(name) is var index and >= 0 ? index
            : throw new UsageException($"--reference is '{name}'; {NearestName.Hint(name, table.Models)}"),
    };

    private string Promise() => string.Join(" and ", new[]
    {
        MaxQualityLoss is null ? null : Text($"at most {MaxQualityLoss:0.####} of quality lost"),
        MaxCost is null ? null : Text($"at most {MaxCost:0.########} USD per query"),
    }.OfType<string>()) + ", certified";

    // What it gives is not measured yet.
    private static Export.OperatingPoint Point(string name, string wanted, Estimate setting, bool isPair) => new(
        name, isPair ? setting.Value : null, isPair ? null : setting.Value, wanted, default, default, default, setting);

    private static (IReadOnlyList<Export.OperatingPoint> Points, EvaluationReport Report) Measure(
        IReadOnlyList<Export.OperatingPoint> points, Bundle bundle, RoutingTable table, float[] scores, double[] costs)
    {
        var isPair = bundle.Descriptor.Task == RoutingTask.Pair;
        NamedSetting[] settings = [.. points.Select(point => new NamedSetting(point.Name, point.Threshold ?? point.UsdTradeoff!.Value))];
        var report = RouterEvaluation.Run(table, scores, costs, settings, isPair, 42, 1000, bundle.Labels.Cascade);
        var dearest = isPair ? 1 : Array.IndexOf(costs, costs.Max());
        return ([.. points.Zip(report.OperatingPoints, (point, result) => point with
        {
            StrongShare = result.Shares[Math.Max(0, dearest)],
            Quality = result.Quality,
            CostUsd = result.CostUsd ?? new Estimate(double.NaN, double.NaN, double.NaN, result.Quality.N),
        })], report);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
