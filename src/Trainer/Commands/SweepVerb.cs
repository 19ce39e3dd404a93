using CommandLine;
using CommandLine.Text;
using Spectre.Console;
using Trainer.Sweep;
using Trainer.Sweep.Studies;

namespace Trainer.Commands;

[Verb("sweep", HelpText = "Search for the best router; pick, calibrate, test and export it, with a report.")]
internal sealed class SweepVerb : ConfiguredVerb
{
    [Usage(ApplicationAlias = "trainer")]
    public static IEnumerable<Example> Examples =>
        [new("Search on data that Trainer makes itself", new SweepVerb { Config = "configs/quickstart.yaml" })];

    [Option("study", HelpText = "Where the study is kept: a folder, a .db file or postgres://user@host:port/database; " +
        "else the run's folder.")]
    public string? Study { get; set; }

    [Option("join", HelpText = "Work on the trials of a study that another process began, and leave the rest to that.")]
    public bool Join { get; set; }

    [Option("heartbeat", Default = 5.0, Hidden = true, HelpText = "Seconds between a worker's signs of life in the study; without four " +
        "of them its trials are taken over. All workers of a study are given the same.")]
    public double HeartbeatSeconds { get; set; } = 5;

    public override int Run(Session session)
    {
        var heartbeat = HeartbeatSeconds is > 0 and <= 3600 ? Heartbeat.Every(TimeSpan.FromSeconds(HeartbeatSeconds))
            : throw new UsageException(
                FormattableString.Invariant($"--heartbeat is {HeartbeatSeconds}; allowed is more than 0 and at most 3600"));
        var options = ReadOptions();
        var progress = session.Progress(this);
        var view = new StudyView(session.Error, progress, session.Clock);
        var run = new SweepRun(options, progress, session.Clock, session.Interruption);
        if (Join)
        {
            var trials = run.Join(view, Study ?? options.Output, heartbeat);
            session.Print(this, new { trials }, console => console.MarkupLineInterpolated($"the study has {trials} trials"));
            return ExitCode.Done;
        }

        var (report, end) = run.Search(view, Study, heartbeat);
        session.Print(this, report, console => RunSummary.Write(console, report, new RunFolder(options.Output)));
        return end == StudyEnd.Interrupted ? ExitCode.Cancelled : ExitCode.Done;
    }
}
