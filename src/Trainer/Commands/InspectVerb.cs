using CommandLine;
using CommandLine.Text;
using Trainer.Configuration;
using Trainer.Features;
using Trainer.Features.Data;
using Trainer.Features.Data.Audit;
using Trainer.Features.Data.Summary;
using Trainer.Features.Embeddings;
using Trainer.Features.Encoders;
using Trainer.Sweep;

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

    [Option("anchor", HelpText = "Of battles: the model whose rating is put at 1000, in place of the mean of all.")]
    public string? Anchor { get; set; }

    [Option("encoder", SetName = "encoder", HelpText = "Also find prompts that mean the same, by their embeddings: 'default' for the " +
        "encoder that comes with the program, or the folder of one of your own.")]
    public string? Encoder { get; set; }

    [Option("embeddings", SetName = "embeddings", HelpText = "The same by embeddings of your own: a file of vectors, by query id.")]
    public string? Embeddings { get; set; }

    [Usage(ApplicationAlias = "trainer")]
    public static IEnumerable<Example> Examples =>
    [
        new("Inspect a table", new InspectVerb { Inputs = ["mmlu.jsonl.gz"] }),
        new("Look for test queries in training data, also by meaning", new InspectVerb
        {
            Inputs = ["train.json"],
            Test = "test.json",
            Encoder = "default",
        }),
    ];

    public override int Run(Session session)
    {
        var data = ImportVerb.Read(Format, [.. Inputs], new ReadOptions());
        if (data.Table is null && Test is null)
        {
            BattlesSummary.Print(session, this, data, Anchor);
            return ExitCode.Done;
        }

        var table = Table(data, Inputs.First());
        var summary = TableSummary.Of(table);
        var test = Test is null ? null : Table(ImportVerb.Read(Format, [Test], new ReadOptions()), Test);
        Finding[] more = [.. test is null ? [] : DataAudit.Between(table, test), .. ByMeaning(table, test, session)];
        summary = summary with { Findings = [.. summary.Findings.Concat(more).OrderByDescending(finding => finding.Severity)] };
        session.Print(this, summary, console => TableSummaryView.Write(console, data.Format, summary));
        return ExitCode.Done;
    }

    private IEnumerable<Finding> ByMeaning(RoutingTable table, RoutingTable? test, Session session)
    {
        if (Encoder is null && Embeddings is null)
        {
            return [];
        }

        using var encoder = Encoder is null
            ? null
            : ConfiguredEncoder.Load(new EncoderOptions { Folder = Encoder == "default" ? null : Encoder }, LongPrompts.Cut);
        using var cached = encoder is null
            ? null
            : new CachedEmbedder(
                encoder, ConfiguredEncoder.CacheFolder(new EncoderOptions()), (long)new EncoderOptions().CacheMegabytes << 20);
        DenseMatrix Vectors(RoutingTable queries) => (cached is null
            ? QueryEmbeddings.Join(queries.Queries, EmbeddingFile.Read(Embeddings!)).Vectors
            : cached.Embed(BundleData.Texts(queries), session.Cancellation)).ToUnitRows();

        var vectors = Vectors(table);
        try
        {
            IReadOnlyList<Finding> inside = DataAudit.ByMeaning(table, vectors);
            return test is null ? inside : [.. inside, .. DataAudit.ByMeaning(table, vectors, test, Vectors(test))];
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message); // more of them than can be compared
        }
    }

    private static RoutingTable Table(RoutingDataSet data, string input) => data.Table ?? throw new UsageException(
        $"{input} holds battles ({data.Format}); --test compares two routing tables, with each model's quality per query");
}
