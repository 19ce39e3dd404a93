using Trainer.Configuration;
using Trainer.Features.Data;
using Trainer.Features.Data.Sample;

namespace Trainer.Sweep;

/// <summary>Where a table came from, for the record.</summary>
/// <param name="Description">For people: the format and the files, or that it is made up.</param>
/// <param name="Files">The files with their digests.</param>
/// <param name="ContentDigest">SHA-256 over the table's content, whatever its order.</param>
internal sealed record DataSource(string Description, IReadOnlyList<InputFile> Files, string ContentDigest)
{
    public static (RoutingTable Table, DataSource Source) Load(DataOptions options)
    {
        if (options.Sample is { } sample)
        {
            var made = SampleTable.Generate(sample.Queries, sample.Seed).Table;
            return (made, new DataSource(
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"made-up traffic, {sample.Queries} queries, seed {sample.Seed}"),
                [],
                Features.Data.ContentDigest.Of(made)));
        }

        var read = RoutingData.Read(options.Table, new ReadOptions
        {
            Format = options.Format,
            JudgeOkScore = options.JudgeOkScore,
            DomainsFile = options.Domains,
            ExcludePromptsFile = options.ExcludePrompts,
        });
        var table = read.Table
            ?? throw new UsageException($"{options.Table[0]} holds battles ({read.Format}); a sweep needs a routing table with " +
                $"each model's quality per query");
        var description = $"{read.Format}, {string.Join(", ", options.Table)}";
        IReadOnlyList<InputFile> files = read.Inputs;
        if (options.Scores is { } scores)
        {
            (table, var unused) = ScoreFile.Join(table, scores);
            description += FormattableString.Invariant($"; scores from {scores}, {unused} of whose rows belong to no query");
            files = [.. files, InputFile.Of(scores)];
        }

        return (table, new DataSource(description, files, Features.Data.ContentDigest.Of(table)));
    }
}
