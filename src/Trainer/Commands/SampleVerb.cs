using CommandLine;
using CommandLine.Text;
using Spectre.Console;
using Trainer.Features.Data;
using Trainer.Features.Data.Sample;

namespace Trainer.Commands;

[Verb("sample", HelpText = "Write a made-up routing table that looks like traffic, and the known truth beside it.")]
internal sealed class SampleVerb : Verb
{
    private const string Ending = ".jsonl.gz";

    [Option("out", Required = true, HelpText = "The table to write, ending in .jsonl.gz.")]
    public string Out { get; set; } = "";

    [Option("queries", Default = 4000, HelpText = "Number of queries.")]
    public int Queries { get; set; }

    [Option("seed", Default = 1UL, HelpText = "The same seed gives the same table.")]
    public ulong Seed { get; set; }

    [Usage(ApplicationAlias = "trainer")]
    public static IEnumerable<Example> Examples =>
        [new("Make up 4,000 queries", new SampleVerb { Out = "sample.jsonl.gz", Queries = 4000, Seed = 1 })];

    public override int Run(Session session)
    {
        if (Queries is < 1 or > 1_000_000)
        {
            throw new UsageException($"--queries is {Queries}; allowed is 1 to 1000000");
        }

        if (!Out.EndsWith(Ending, StringComparison.Ordinal))
        {
            throw new UsageException($"--out is {Out}; it must end in {Ending}, which is what is written");
        }

        var truth = Out[..^Ending.Length] + ".truth" + Ending;
        var sample = SampleTable.Generate(Queries, Seed);
        RoutingTableWriter.Write(Out, sample.Table);
        sample.Truth.Write(truth);
        session.Print(this, new { queries = Queries, seed = Seed, @out = Out, truth }, console =>
            console.MarkupLineInterpolated(
                $"[green]made up[/] {Queries} queries and {sample.Table.Models.Count} models: {Out}, truth in {truth}"));
        return ExitCode.Done;
    }
}
