using CommandLine;
using CommandLine.Text;
using Spectre.Console;
using Trainer.Sweep;

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

    public override int Run(Session session)
    {
        var options = ReadOptions();
        var progress = session.Progress(this);
        var view = new StudyView(session.Error, progress, session.Clock);
        var run = new SweepRun(options, progress, session.Clock, session.Interruption);
        if (Join)
        {
            var trials = run.Join(view, Study ?? options.Output);
            session.Print(this, new { trials }, console => console.MarkupLineInterpolated($"the study has {trials} trials"));
            return ExitCode.Done;
        }

        var report = run.Search(view, Study);
        session.Print(this, report, console => RunSummary.Write(console, report, new RunFolder(options.Output)));
        return report.Search!.Ended == "it was interrupted" ? ExitCode.Cancelled : ExitCode.Done;
    }
}
