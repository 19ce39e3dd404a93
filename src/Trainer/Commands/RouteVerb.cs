using System.Globalization;
using System.Text;
using System.Text.Json;
using CommandLine;
using CommandLine.Text;
using CsvHelper;
using Spectre.Console;
using Trainer.Configuration;
using Trainer.Export;
using Trainer.Features;
using Trainer.Features.Data;

namespace Trainer.Commands;

/// <summary>How routed queries are written.</summary>
internal enum RouteFormat
{
    Jsonl,
    Csv,
}

[Verb("route", HelpText = "Answer which model a query, or every line of a file, should go to.")]
internal sealed class RouteVerb : RoutingVerb
{
    private const int BatchSize = 1024;

    [Value(0, MetaName = "BUNDLE", Required = true, HelpText = "Folder of the bundle.")]
    public string Bundle { get; set; } = "";

    [Option("query", SetName = "query", HelpText = "One query.")]
    public string? Query { get; set; }

    [Option(
        "input",
        SetName = "input",
        HelpText = "A file: JSON lines with 'query' or 'prompt' (and 'id', 'domain', and 'score:NAME' where the bundle routes by external scores), or " +
            "plain text, one query a line.")]
    public string? Input { get; set; }

    [Option(
        "scores",
        SetName = "query",
        HelpText = "The scores of the query, NAME=NUMBER each, where the bundle routes by external scores; a cascade takes those that are known.")]
    public IEnumerable<string> Scores { get; set; } = [];

    [Option("domain", SetName = "query", HelpText = "The domain of the query, for a bundle that was calibrated by domain.")]
    public string? Domain { get; set; }

    [Option("output", HelpText = "Where to write; standard output if absent.")]
    public string? Output { get; set; }

    [Option("format", Default = RouteFormat.Jsonl, HelpText = "jsonl or csv.")]
    public RouteFormat Format { get; set; }

    [Option("at", HelpText = "Operating point; the bundle's default if absent.")]
    public string? At { get; set; }

    [Usage(ApplicationAlias = "trainer")]
    public static IEnumerable<Example> Examples =>
    [
        new(
            "Route one query",
            new RouteVerb { Bundle = "artifacts/quickstart/bundle", Query = "Prove that the square root of 2 is irrational." }),
        new("Route a file", new RouteVerb { Bundle = "artifacts/quickstart/bundle", Input = "queries.jsonl", Output = "routed.jsonl" }),
    ];

    public override int Run(Session session)
    {
        if (Query is null == Input is null)
        {
            throw new UsageException("route needs either --query TEXT or --input FILE");
        }

        var router = Load(Export.Bundle.Read(Bundle), Queries);
        var at = OperatingPoint(router);
        if (Query is not null)
        {
            var decision = router.Route(Query, GivenScores(router), at, Domain);
            session.Print(this, decision, console => console.MarkupLineInterpolated(
                $"[bold]{decision.Model}[/]  score {decision.Score:0.####} at '{at.Name}'"));
            return ExitCode.Done;
        }

        if (Output is null)
        {
            var count = Write(router, at, session.Out.Profile.Out.Writer, session.Cancellation);
            session.Progress(this).Step($"{count} queries routed at '{at.Name}'");
        }
        else
        {
            var queries = WriteFile(router, at, session.Cancellation);
            session.Print(this, new { queries, operatingPoint = at.Name, output = Output }, console =>
                console.MarkupLineInterpolated($"[green]routed[/] {queries} queries at '{at.Name}' into {Output}"));
        }

        return ExitCode.Done;
    }

    private float[] GivenScores(Router router)
    {
        string[] names = [.. router.ExternalScoreNames];
        var scores = Array.ConvertAll(names, _ => float.NaN);
        foreach (var given in Scores)
        {
            // A name may hold an equals sign, a number does not.
            var name = given[..Math.Max(0, given.LastIndexOf('='))];
            var index = Array.IndexOf(names, name);
            if (index < 0)
            {
                throw new UsageException(
                    names.Length == 0 ? $"{Bundle} routes without external scores; leave --scores out"
                    : name.Length == 0 ? $"--scores has '{given}'; each score is given as NAME=NUMBER"
                    : $"--scores has '{given}', and {Bundle} has no score '{name}'; {NearestName.Hint(name, names)}");
            }

            if (!float.IsNaN(scores[index])
                || !float.TryParse(given.AsSpan(name.Length + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out scores[index])
                || !float.IsFinite(scores[index]))
            {
                throw new UsageException($"--scores has '{given}'; each score is given once, as NAME=NUMBER with a finite number");
            }
        }

        return router.TakesUnknownScores || !scores.Any(float.IsNaN)
            ? scores
            : throw new UsageException(
                $"{Bundle} routes by external scores ({string.Join(", ", names)}); give each with --scores " +
                $"{string.Join(' ', names.Select(name => $"{name}=NUMBER"))}, or the query in a file with --input, as JSON lines with 'query' and " +
                $"'score:{names[0]}'");
    }

    private IReadOnlyList<Query> Queries() => Query is not null
        ? [new Query("1", Query)]
        : [.. QueryFile.Read(Input!).Select(query => new Query(query.Id, query.Text))];

    private OperatingPoint OperatingPoint(Router router)
    {
        try
        {
            return router.Bundle.OperatingPoint(At);
        }
        catch (BundleException e) when (At is not null)
        {
            throw new UsageException(e.Message);
        }
    }

    private int WriteFile(Router router, OperatingPoint at, CancellationToken cancellation)
    {
        using var memory = new MemoryStream();
        int count;
        using (var writer = new StreamWriter(memory, new UTF8Encoding(false), leaveOpen: true))
        {
            count = Write(router, at, writer, cancellation);
        }

        FileReplacement.Write(Output!, memory.ToArray());
        return count;
    }

    private int Write(Router router, OperatingPoint at, TextWriter writer, CancellationToken cancellation)
    {
        using var csv = Format == RouteFormat.Csv ? CsvWriter.Create(writer, new CsvWriterOptions(), leaveOpen: true) : null;
        Row(csv, "id", "model", "score");

        var count = 0;
        foreach (var batch in QueryFile.Read(Input!, router.ExternalScoreNames, router.TakesUnknownScores).Chunk(BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            var scores = router.Score(Array.ConvertAll(batch, query => query.Text), ScoresOf(router, batch), Array.ConvertAll(batch, query => query.Domain), cancellation);
            for (var i = 0; i < batch.Length; i++, count++)
            {
                var decision = router.Decide(scores.AsSpan(i * router.ScoresPerQuery, router.ScoresPerQuery), at);
                var routed = new RoutedQuery(batch[i].Id, decision.Model, decision.Score);
                if (csv is not null)
                {
                    Row(csv, routed.Id, routed.Model, routed.Score.ToString(CultureInfo.InvariantCulture));
                }
                else
                {
                    writer.Write(JsonSerializer.Serialize(routed, BundleJson.Line) + "\n");
                }
            }
        }

        return count;
    }

    private static DenseMatrix? ScoresOf(Router router, (string Id, string Text, float[] Scores, string? Domain)[] batch) =>
        router.ExternalScoreNames.Count is > 0 and var count
            ? new DenseMatrix([.. batch.SelectMany(query => query.Scores)], batch.Length, count)
            : null;

    private static void Row(CsvWriter? csv, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            csv?.WriteField(field);
        }

        csv?.EndRecord();
    }

    private sealed record RoutedQuery(string Id, string Model, float Score);
}
