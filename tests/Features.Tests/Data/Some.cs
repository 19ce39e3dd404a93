using Trainer.Features.Data;

namespace Trainer.Features.Tests.Data;

/// <summary>Small tables for tests.</summary>
internal static class Some
{
    private static readonly DataPlace _nowhere = new("test");

    /// <summary>A table from rows of (id, prompt, domain, group, qualities); null = not run.</summary>
    public static RoutingTable Table(
        string[] models, params (string Id, string Prompt, string? Domain, string? Group, double?[] Quality)[] rows)
    {
        var builder = new RoutingTableBuilder("test");
        builder.DeclareModels(models, _nowhere);
        foreach (var (id, prompt, domain, group, quality) in rows)
        {
            var row = builder.AddQuery(new Query(id, prompt, domain, group), _nowhere);
            for (var m = 0; m < models.Length; m++)
            {
                builder.SetQuality(row, m, quality[m], _nowhere);
            }
        }

        return builder.Build();
    }

    /// <summary>A table of n queries whose texts repeat and whose groups chain, all from a seed.</summary>
    public static RoutingTable Tangled(int rows, ulong seed)
    {
        var random = new SeededRandom(seed);
        return Table(["a", "b"],
        [
            .. Enumerable.Range(0, rows).Select(i => (
                $"q{i}",
                random.Next(4) == 0 ? $"Text  {random.Next(rows / 4)}" : $"prompt {i}",
                (string?)$"domain{random.Next(3)}",
                random.Next(3) == 0 ? $"g{random.Next(rows / 3)}" : null,
                new double?[] { random.NextDouble(), random.Next(10) == 0 ? null : random.NextDouble() })),
        ]);
    }

    /// <summary>The same table with its rows in another order.</summary>
    public static RoutingTable Shuffled(RoutingTable table, ulong seed)
    {
        var rows = Enumerable.Range(0, table.Count).ToArray();
        new SeededRandom(seed).Shuffle<int>(rows);
        return table.Select(rows);
    }

    public static void AssertSame(RoutingTable expected, RoutingTable actual)
    {
        CollectionAssert.AreEqual(expected.Models.ToArray(), actual.Models.ToArray());
        CollectionAssert.AreEqual(expected.Queries.ToArray(), actual.Queries.ToArray());
        for (var m = 0; m < expected.Models.Count; m++)
        {
            CollectionAssert.AreEqual(expected.Quality(m).ToArray(), actual.Quality(m).ToArray());
            CollectionAssert.AreEqual(expected.CostUsd(m).ToArray(), actual.CostUsd(m).ToArray());
            CollectionAssert.AreEqual(expected.LatencySeconds(m).ToArray(), actual.LatencySeconds(m).ToArray());
            CollectionAssert.AreEqual(expected.JudgeScore(m).ToArray(), actual.JudgeScore(m).ToArray());
            CollectionAssert.AreEqual(expected.InputTokens(m).ToArray(), actual.InputTokens(m).ToArray());
            CollectionAssert.AreEqual(expected.OutputTokens(m).ToArray(), actual.OutputTokens(m).ToArray());
        }
    }
}
