using System.Globalization;
using Trainer.Features.Data;

namespace Trainer.Regression.Slices;

/// <summary>Queries by properties that were named before the data were seen.</summary>
internal static class DeclaredSlices
{
    /// <summary>Slices by key, then by name; queries without the property are in none. O(total length of prompts).</summary>
    public static IReadOnlyList<Slice> Of(IReadOnlyList<Query> queries, SliceOptions options) =>
        [.. options.By.Distinct().SelectMany(key => By(queries, key, options.Lengths))];

    /// <summary>The slices of one property.</summary>
    public static IReadOnlyList<Slice> By(IReadOnlyList<Query> queries, SliceKey key, IReadOnlyList<int> lengths) =>
        [.. Enumerable.Range(0, queries.Count)
            .Select(row => (Row: row, Value: Value(queries[row], key, lengths)))
            .Where(query => query.Value is not null)
            .GroupBy(query => query.Value!, query => query.Row, StringComparer.Ordinal)
            .OrderBy(slice => slice.Key, StringComparer.Ordinal)
            .Select(slice => new Slice($"{key.ToString().ToLowerInvariant()}={slice.Key}", [.. slice]))];

    private static string? Value(Query query, SliceKey key, IReadOnlyList<int> lengths) => key switch
    {
        SliceKey.Domain => query.Domain,
        SliceKey.Group => query.Group,
        SliceKey.Script => PromptScript.Of(query.Prompt),
        _ => Band(query.Prompt.EnumerateRunes().Count(), lengths),
    };

    private static string Band(int length, IReadOnlyList<int> starts)
    {
        var above = starts.Count(start => length >= start);
        return string.Create(CultureInfo.InvariantCulture, $"{(above == 0 ? 0 : starts[above - 1])}")
            + (above == starts.Count ? "+" : string.Create(CultureInfo.InvariantCulture, $"-{starts[above] - 1}"));
    }
}
