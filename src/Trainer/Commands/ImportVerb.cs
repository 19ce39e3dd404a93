using CommandLine;
using CommandLine.Text;
using Spectre.Console;
using Trainer.Configuration;
using Trainer.Costs;
using Trainer.Features;
using Trainer.Features.Data;
using Trainer.Features.Data.Splits;

namespace Trainer.Commands;

[Verb("import", HelpText = "Read routing data or battles of any known format and write the project's own table.")]
internal sealed class ImportVerb : Verb
{
    [Value(
        0,
        MetaName = "FORMAT IN...",
        Required = true,
        Min = 2,
        HelpText = "Format ('auto' recognises it; docs/data.md lists them), then files, folders or patterns.")]
    public IEnumerable<string> Inputs { get; set; } = [];

    [Option("out", Required = true, HelpText = "The table to write (JSONL.gz).")]
    public string Out { get; set; } = "";

    [Option("judge-ok", Default = 4.0, HelpText = "Judge score from which an answer counts as good.")]
    public double JudgeOkScore { get; set; }

    [Option("domains", HelpText = "JSONL with 'query' and 'task_name' that gives prompts their domain.")]
    public string? Domains { get; set; }

    [Option("exclude-prompts", HelpText = "JSONL whose 'eval_prompt' or 'prompt' texts are left out.")]
    public string? ExcludePrompts { get; set; }

    [Option("prices", HelpText = "File of prices; every cost in the table is computed from them and the tokens.")]
    public string? Prices { get; set; }

    [Option("output-tokens", Default = 250.0, HelpText = "Tokens of an answer of a model that was never measured, for --prices.")]
    public double OutputTokens { get; set; }

    [Option("hold-out", HelpText = "Table to write a part of the queries to instead, for what no router may have learned from: calibration, evaluation, gates.")]
    public string? HoldOut { get; set; }

    [Option("share", Default = 0.3, HelpText = "Share of the queries that --hold-out takes; queries of one group, or with one text, stay together.")]
    public double Share { get; set; }

    [Option("seed", Default = 42UL, HelpText = "Decides which queries --hold-out takes.")]
    public ulong Seed { get; set; }

    [Usage(ApplicationAlias = "trainer")]
    public static IEnumerable<Example> Examples =>
    [
        new("Import RouteLLM's MMLU tables", new ImportVerb { Inputs = ["auto", "evals/mmlu/responses"], Out = "mmlu.jsonl.gz" }),
        new("Keep a third for judging", new ImportVerb { Inputs = ["auto", "my-data"], Out = "learn.jsonl.gz", HoldOut = "fresh.jsonl.gz", Share = 0.33 }),
    ];

    public override int Run(Session session)
    {
        if (!(OutputTokens is >= 0 and < double.PositiveInfinity))
        {
            throw new UsageException("--output-tokens is a number from 0");
        }

        if (!(Share is > 0 and < 1))
        {
            throw new UsageException($"--share is {Share}; allowed is a number between 0 and 1");
        }

        var inputs = Inputs.ToArray();
        var prices = Prices is { } file ? PriceTableFile.Read(file) : null;
        var data = Read(
            inputs[0],
            inputs[1..],
            new ReadOptions { JudgeOkScore = JudgeOkScore, DomainsFile = Domains, ExcludePromptsFile = ExcludePrompts });
        var priced = prices is null ? null : Priced(data, prices);
        var (rows, heldOut) = Write(priced?.Table ?? data.Table, data);
        var kind = data.Table is null ? "battles" : "queries";
        var leftOut = data.ExcludedRows > 0 ? $", {data.ExcludedRows} left out" : "";
        Finding[] findings = priced is null ? [] : [priced.Finding];
        session.Print(this, new { data.Format, rows, kind, data.ExcludedRows, data.Inputs, @out = Out, heldOut, findings }, console =>
        {
            console.MarkupLineInterpolated($"[green]imported[/] {rows} {kind} ({data.Format}) into {Out}{leftOut}");
            if (HoldOut is not null)
            {
                console.MarkupLineInterpolated($"[green]held out[/] {heldOut} {kind} into {HoldOut}");
            }

            FindingsView.Write(console, findings);
        });
        return ExitCode.Done;
    }

    private (int Rows, int HeldOut) Write(RoutingTable? table, RoutingDataSet data)
    {
        if (table is null)
        {
            if (HoldOut is not null)
            {
                throw new UsageException("--hold-out needs a routing table; battles are learned from and never judged");
            }

            BattlesWriter.Write(Out, data.Battles!);
            return (data.Battles!.Count, 0);
        }

        if (HoldOut is null)
        {
            RoutingTableWriter.Write(Out, table);
            return (table.Count, 0);
        }

        var split = Split(table);
        RoutingTableWriter.Write(HoldOut, table.Select(split.Test));
        RoutingTableWriter.Write(Out, table.Select(split.Train));
        return (split.Train.Length, split.Test.Length);
    }

    private TableSplit Split(RoutingTable table)
    {
        try
        {
            return new Splitter(table).HoldOut(Share, Seed);
        }
        catch (ArgumentException)
        {
            throw new UsageException("--hold-out finds nothing to hold out: all queries belong to one group or have one text");
        }
    }

    private PricedTable Priced(RoutingDataSet data, PriceTable prices)
    {
        var table = data.Table ?? throw new UsageException("--prices needs a routing table; battles have no costs");
        return Pricing.Apply(table, prices, new TokenCounts(table, _ => OutputTokens), reprice: true);
    }

    /// <summary>Reads data; an unknown format is the command line's fault, not the data's.</summary>
    public static RoutingDataSet Read(string format, string[] inputs, ReadOptions options)
    {
        if (format != ReadOptions.Auto && RoutingData.Formats.All(known => known.Name != format))
        {
            throw new UsageException($"there is no format '{format}'; " +
                $"{NearestName.Hint(format, RoutingData.Formats.Select(known => known.Name).Append(ReadOptions.Auto))}");
        }

        return RoutingData.Read(inputs, options with { Format = format });
    }
}
