using CommandLine;
using CommandLine.Text;
using Spectre.Console;
using Trainer.Export;

namespace Trainer.Commands;

[Verb("verify", HelpText = "Check every hash of a bundle, replay its golden rows, and name what differs.")]
internal sealed class VerifyVerb : Verb
{
    [Value(0, MetaName = "BUNDLE", Required = true, HelpText = "Folder of the bundle.")]
    public string Bundle { get; set; } = "";

    [Usage(ApplicationAlias = "trainer")]
    public static IEnumerable<Example> Examples =>
        [new("Verify the bundle of a sweep", new VerifyVerb { Bundle = "artifacts/quickstart/bundle" })];

    public override int Run(Session session)
    {
        var result = BundleVerifier.Verify(Bundle);
        session.Print(this, result, console =>
        {
            if (result.IsWhole)
            {
                console.MarkupLineInterpolated(
                    $"[green]whole[/]: {result.Directory}, {result.GoldenRows} golden rows replayed, largest score difference {result.LargestScoreDifference:G2}, root digest {result.RootDigest![..16]}");
            }
        });
        foreach (var problem in result.Problems)
        {
            session.Error.Profile.Out.Writer.WriteLine(
                problem.StartsWith(Bundle, StringComparison.Ordinal) ? $"trainer: {problem}" : $"trainer: {Bundle}: {problem}");
        }

        return result.IsWhole ? ExitCode.Done : ExitCode.InvalidInput;
    }
}
