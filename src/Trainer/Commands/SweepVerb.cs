using CommandLine;
using CommandLine.Text;
using Trainer.Sweep;

namespace Trainer.Commands;

[Verb("sweep", HelpText = "Search for the best router; pick, calibrate, test and export it, with a report.")]
internal sealed class SweepVerb : ConfiguredVerb
{
    [Usage(ApplicationAlias = "trainer")]
    public static IEnumerable<Example> Examples =>
        [new("Search on data that Trainer makes itself", new SweepVerb { Config = "configs/quickstart.yaml" })];

    public override int Run(Session session)
    {
        var options = ReadOptions();
        var report = new SweepRun(options, session.Progress(this), session.Clock, session.Cancellation).Search();
        session.Print(this, report, console => RunSummary.Write(console, report, new RunFolder(options.Output)));
        return ExitCode.Done;
    }
}
