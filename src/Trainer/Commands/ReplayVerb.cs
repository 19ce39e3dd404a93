using CommandLine;
using CommandLine.Text;
using Spectre.Console;
using Trainer.Configuration;
using Trainer.Export;
using Trainer.Replay;
using Trainer.Replay.Results;

namespace Trainer.Commands;

[Verb("replay", HelpText = "Replay queries over time: budgets, latency limits, delayed feedback and drift, policies side by side.")]
internal sealed class ReplayVerb : RoutingVerb
{
    [Value(0, MetaName = "BUNDLE...", Required = true, HelpText = "Folders of bundles.")]
    public IEnumerable<string> Bundles { get; set; } = [];

    [Option("data", Required = true, HelpText = "Routing data with the outcomes of the bundles' models.")]
    public IEnumerable<string> Data { get; set; } = [];

    [Option("config", HelpText = "YAML with settings (configs/replay.yaml has them all); options given here go before it.")]
    public string? Config { get; set; }

    [Option("set", Separator = ';', HelpText = "With --config: override a key, --set delay=30;keep=1.")]
    public IEnumerable<string> Set { get; set; } = [];

    [Option("rate", HelpText = "Queries per second (2).")]
    public double? Rate { get; set; }

    [Option("bursts", HelpText = "Bursts as RATE@SECONDS,…: 10@30 is ten queries a second for thirty seconds.")]
    public string? Bursts { get; set; }

    [Option("limit", HelpText = "Most queries (all).")]
    public int? Limit { get; set; }

    [Option("warp", HelpText = "Replay the data's own times (ts), this many times faster.")]
    public double? Warp { get; set; }

    [Option("stream", HelpText = "A kept stream (stream.jsonl of another replay) instead of a new one.")]
    public string? Stream { get; set; }

    [Option("budget", HelpText = "Mean cost of a query in USD that should not be exceeded.")]
    public double? Budget { get; set; }

    [Option("max-latency", HelpText = "Latency in seconds that should not be exceeded.")]
    public double? MaxLatency { get; set; }

    [Option("latency-log", HelpText = "Measured latencies: JSON lines with qid, model, latency_s, ok.")]
    public string? LatencyLog { get; set; }

    [Option("simulate-latency", HelpText = "Simulate latencies from tokens and speeds.")]
    public bool SimulateLatency { get; set; }

    [Option("history", HelpText = "Routing data of the past that policies may know from the start.")]
    public string? History { get; set; }

    [Option("drift", HelpText = "From a second on other outcomes: TIME:DATA, or TIME:OLD=NEW,… for other columns of the data.")]
    public string? Drift { get; set; }

    [Option("policies", Separator = ',', HelpText = "Some of point, points, objective, bias, dual, adaptive, random, cheapest, " +
        "strong, best-constant, oracle (what the settings allow).")]
    public IEnumerable<string> Policies { get; set; } = [];

    [Option("window", HelpText = "Seconds of a window (a twentieth of the stream).")]
    public double? Window { get; set; }

    [Option("seed", HelpText = "The same seed gives the same files to the byte (7).")]
    public ulong? Seed { get; set; }

    [Option("out", HelpText = "Folder for the report, the tables, every decision and the stream.")]
    public string? Out { get; set; }

    [Usage(ApplicationAlias = "trainer")]
    public static IEnumerable<Example> Examples => [new(
        "Two queries a second with a burst, under a budget",
        new ReplayVerb
        {
            Bundles = ["router"],
            Data = ["fresh.jsonl.gz"],
            Bursts = "10@30",
            Budget = 0.001,
            Out = "artifacts/replay",
        })];

    public override int Run(Session session)
    {
        var options = Options();
        var bundles = Bundles.Select(folder => (folder, Bundle.Read(folder))).ToArray();
        var progress = session.Progress(this);
        var plan = ReplayPlan.Load(options, bundles, Data, (bundle, queries) => Load(bundle, () => queries), session.Cancellation);
        var report = new ReplayRun(plan, [.. Data], progress, session.Cancellation).Run(Out);
        session.Print(this, report, console => Summarise(console, report));
        return ExitCode.Done;
    }

    private ReplayOptions Options()
    {
        if (Config is null && Set.Any())
        {
            throw new UsageException("--set overrides keys of a configuration; give --config too");
        }

        var options = Config is null ? new ReplayOptions() : ConfigurationFile.Bind<ReplayOptions>(Config, Set);
        return (options with
        {
            Rate = Rate ?? options.Rate,
            Bursts = Bursts ?? options.Bursts,
            Limit = Limit ?? options.Limit,
            Warp = Warp ?? options.Warp,
            Stream = Stream ?? options.Stream,
            Budget = Budget ?? options.Budget,
            MaxLatency = MaxLatency ?? options.MaxLatency,
            LatencyLog = LatencyLog ?? options.LatencyLog,
            SimulateLatency = SimulateLatency || options.SimulateLatency,
            History = History ?? options.History,
            Drift = Drift ?? options.Drift,
            Policies = Policies.Any() ? [.. Policies] : options.Policies,
            Window = Window ?? options.Window,
            Seed = Seed ?? options.Seed,
        }).Checked();
    }

    private void Summarise(IAnsiConsole console, ReplayReport report)
    {
        console.MarkupLineInterpolated($"{ReplayTables.Setting(report)}");
        foreach (var part in ReplayTables.Parts(report))
        {
            var rows = ReplayTables.Policies(report, part);
            var table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape(ReplayTables.Title(part)))
                .AddColumns([.. rows.Columns.Select(column => Markup.Escape(column.Title))]);
            foreach (var row in rows.Rows)
            {
                table.AddRow([.. row.Cells.Select(cell => Markup.Escape($"{cell.Text} {cell.Detail}".TrimEnd()))]);
            }

            console.Write(table);
        }

        if (Out is not null)
        {
            console.MarkupLineInterpolated($"[green]written[/] {Out}: replay.html, replay.md, replay.json, metrics.csv and more");
        }
    }
}
