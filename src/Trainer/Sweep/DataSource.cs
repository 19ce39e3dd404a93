using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Trainer.Configuration;
using Trainer.Features.Data;
using Trainer.Features.Data.Sample;

namespace Trainer.Sweep;

/// <summary>Where a table came from, for the record.</summary>
/// <param name="Description">For people: the format and the files, or that it is made up.</param>
/// <param name="Files">The files with their digests.</param>
/// <param name="ContentDigest">SHA-256 over the table's content, whatever its order.</param>
/// <param name="IsBattles">Whether every row is a battle, with outcomes of two models only.</param>
internal sealed record DataSource(string Description, IReadOnlyList<InputFile> Files, string ContentDigest, bool IsBattles = false)
{
    /// <summary>The table that options ask for, how much each row counts, and where it came from.</summary>
    public static (RoutingTable Table, double[] Weights, DataSource Source) Load(DataOptions options)
    {
        if (options.Sample is { } sample)
        {
            var made = SampleTable.Generate(sample.Queries, sample.Seed).Table;
            return (made, Ones(made), new DataSource(
                string.Create(CultureInfo.InvariantCulture, $"made-up traffic, {sample.Queries} queries, seed {sample.Seed}"),
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
        if (read.Battles is { } battles)
        {
            return OfBattles(read, battles, options.Table);
        }

        var (table, source) = (read.Table!, Of(read, read.Table!, options.Table));
        if (options.Scores is { } scores)
        {
            (table, var unused) = ScoreFile.Join(table, scores);
            source = new DataSource(
                source.Description + FormattableString.Invariant($"; scores from {scores}, {unused} of whose rows belong to no query"),
                [.. read.Inputs, InputFile.Of(scores)],
                Features.Data.ContentDigest.Of(table));
        }

        return (table, Ones(table), source);
    }

    /// <summary>Battles as rows of a table, how much each counts, and where they came from.</summary>
    /// <exception cref="UsageException">The files hold a routing table.</exception>
    public static (RoutingTable Table, double[] Weights, DataSource Source) LoadBattles(IReadOnlyList<string> files)
    {
        var read = RoutingData.Read(files);
        return OfBattles(
            read,
            read.Battles ?? throw new UsageException(
                $"{files[0]} of 'data.battles' holds a routing table ({read.Format}); battles are needed, or give it as 'data.table'"),
            files);
    }

    private static (RoutingTable Table, double[] Weights, DataSource Source) OfBattles(
        RoutingDataSet read, Battles battles, IReadOnlyList<string> files)
    {
        var table = battles.ToTable();
        double[] weights = [.. battles.Select(battle => battle.Weight)];
        var source = Of(read, table, files);
        var digest = SHA256.HashData([.. Convert.FromHexString(source.ContentDigest), .. MemoryMarshal.AsBytes(weights.AsSpan())]);
        return (table, weights, source with { ContentDigest = Convert.ToHexStringLower(digest), IsBattles = true });
    }

    private static DataSource Of(RoutingDataSet read, RoutingTable table, IReadOnlyList<string> files) =>
        new($"{read.Format}, {string.Join(", ", files)}", read.Inputs, Features.Data.ContentDigest.Of(table));

    private static double[] Ones(RoutingTable table) => [.. Enumerable.Repeat(1.0, table.Count)];
}
