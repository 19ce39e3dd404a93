using CommandLine;
using CommandLine.Text;
using Trainer.Features.Data;
using Trainer.Features.Data.Audit;
using Trainer.Features.Data.Summary;

namespace Trainer.Commands;

[Verb("inspect", HelpText = "Say what is in routing data: counts, balance, baselines, costs, and what an audit for leaks and rot finds.")]
internal sealed class InspectVerb : Verb
{
    [Value(0, MetaName = "TABLE", Required = true, HelpText = "Files, folders or patterns.")]
    public IEnumerable<string> Inputs { get; set; } = [];

    [Option("format", Default = ReadOptions.Auto, HelpText = "Format of the data.")]
    public string Format { get; set; } = ReadOptions.Auto;

    [Option("test", HelpText = "A file, folder or pattern of data to judge by: also say what leaks between TABLE and it.")]
    public string? Test { get; set; }

    [Usage(ApplicationAlias = "trainer")]
    public static IEnumerable<Example> Examples =>
    [
        new("Inspect a table", new InspectVerb { Inputs = ["mmlu.jsonl.gz"] }),
        new("Look for test queries in training data", new InspectVerb { Inputs = ["train.json"], Test = "test.json" }),
    ];

    public override int Run(Session session)
    {
        var data = ImportVerb.Read(Format, [.. Inputs], new ReadOptions());
        if (data.Table is null && Test is null)
        {
            BattlesSummary.Print(session, this, data);
            return ExitCode.Done;
        }

        var table = Table(data, Inputs.First());
        var summary = TableSummary.Of(table);
        if (Test is not null)
        {
            var between = DataAudit.Between(table, Table(ImportVerb.Read(Format, [Test], new ReadOptions()), Test));
            summary = summary with { Findings = [.. summary.Findings.Concat(between).OrderByDescending(finding => finding.Severity)] };
        }

        session.Print(this, summary, console => TableSummaryView.Write(console, data.Format, summary));
        return ExitCode.Done;
    }

    private static RoutingTable Table(RoutingDataSet data, string input) => data.Table ?? throw new UsageException(
        $"{input} holds battles ({data.Format}); --test compares two routing tables, with each model's quality per query");
}
