using CommandLine;
using CommandLine.Text;
using Trainer.Features.Data;
using Trainer.Features.Data.Summary;

namespace Trainer.Commands;

[Verb("inspect", HelpText = "Say what is in routing data: counts, missing outcomes, duplicates, balance, baselines, costs, warnings.")]
internal sealed class InspectVerb : Verb
{
    [Value(0, MetaName = "TABLE", Required = true, HelpText = "Files, folders or patterns.")]
    public IEnumerable<string> Inputs { get; set; } = [];

    [Option("format", Default = ReadOptions.Auto, HelpText = "Format of the data.")]
    public string Format { get; set; } = ReadOptions.Auto;

    [Usage(ApplicationAlias = "trainer")]
    public static IEnumerable<Example> Examples => [new("Inspect a table", new InspectVerb { Inputs = ["mmlu.jsonl.gz"] })];

    public override int Run(Session session)
    {
        var data = ImportVerb.Read(Format, [.. Inputs], new ReadOptions());
        if (data.Table is null)
        {
            BattlesSummary.Print(session, this, data);
            return ExitCode.Done;
        }

        var summary = TableSummary.Of(data.Table);
        session.Print(this, summary, console => TableSummaryView.Write(console, data.Format, summary));
        return ExitCode.Done;
    }
}
