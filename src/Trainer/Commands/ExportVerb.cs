using CommandLine;
using CommandLine.Text;
using Spectre.Console;
using Trainer.Export;
using Trainer.Sweep;

namespace Trainer.Commands;

[Verb("export", HelpText = "Copy the verified bundle of a finished run to another place.")]
internal sealed class ExportVerb : Verb
{
    [Value(0, MetaName = "RUN", Required = true, HelpText = "Folder of the run, the 'output' of its configuration.")]
    public string RunFolder { get; set; } = "";

    [Option("out", Required = true, HelpText = "Folder of the new bundle.")]
    public string Out { get; set; } = "";

    [Usage(ApplicationAlias = "trainer")]
    public static IEnumerable<Example> Examples =>
        [new("Export a run's bundle", new ExportVerb { RunFolder = "artifacts/quickstart", Out = "router" })];

    public override int Run(Session session)
    {
        BundleWriter.Write(new RunFolder(RunFolder).FinishedBundle().ToContents(), Out);
        var result = BundleVerifier.Verify(Out);
        session.Print(
            this,
            result,
            console => console.MarkupLineInterpolated($"[green]exported[/] {Out}, root digest {result.RootDigest![..16]}"));
        return result.IsWhole ? ExitCode.Done : ExitCode.InternalError;
    }
}
