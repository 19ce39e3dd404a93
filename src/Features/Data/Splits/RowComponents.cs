using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Trainer.Features.Data.Audit;

namespace Trainer.Features.Data.Splits;

/// <summary>
/// Rows that must stay on one side of a split: united where they share a group, a normalised text or a cluster of near-duplicates, and
/// so on along chains. Where near-duplicates would tie together more than <see cref="NearDuplicates.LargestCluster"/> rows, their ties
/// are left out, so that a template does not swallow the table. A component is known by the ordinally smallest normalised text in it,
/// which no order of rows changes.
/// </summary>
internal sealed class RowComponents
{
    private readonly int[] _component;
    private readonly string[] _key;

    /// <param name="table">The rows.</param>
    /// <param name="nearClusters">For every row the number of its cluster of near-duplicates, negative for none.</param>
    public RowComponents(RoutingTable table, IReadOnlyList<int>? nearClusters = null)
    {
        _key = [.. table.Queries.Select(query => NormalizedText.Key(query.Prompt))];
        var sets = new DisjointSets(table.Count);
        Unite(sets, _key.Index());
        Unite(sets, table.Queries.Select(query => query.Group!).Index().Where(row => row.Item is not null));
        _component = [.. Enumerable.Range(0, table.Count).Select(sets.Find)];
        if (nearClusters is null)
        {
            return;
        }

        Unite(sets, nearClusters.Index().Where(row => row.Item >= 0));
        var most = NearDuplicates.LargestCluster(table.Count);
        foreach (var joined in Enumerable.Range(0, table.Count).GroupBy(sets.Find).Where(joined => joined.Count() <= most))
        {
            foreach (var row in joined)
            {
                _component[row] = joined.Key;
            }
        }
    }

    /// <summary>The component of a row, named by one of its rows.</summary>
    public int Of(int row) => _component[row];

    /// <summary>The components of the given rows with their rows, in an order that only the seed and the texts decide.</summary>
    public IReadOnlyList<int[]> Shuffled(IEnumerable<int> rows, ulong seed) =>
    [
        .. rows.GroupBy(Of)
            .Select(component => (Rows: component.ToArray(), Key: component.Select(row => _key[row]).Min(StringComparer.Ordinal)!))
            .OrderBy(component => Hash(seed, component.Key))
            .ThenBy(component => component.Key, StringComparer.Ordinal)
            .Select(component => component.Rows),
    ];

    private static void Unite<T>(DisjointSets sets, IEnumerable<(int Row, T Key)> rows)
        where T : notnull
    {
        var firstOf = new Dictionary<T, int>();
        foreach (var (row, key) in rows)
        {
            if (!firstOf.TryAdd(key, row))
            {
                sets.Unite(firstOf[key], row);
            }
        }
    }

    private static UInt128 Hash(ulong seed, string key)
    {
        var bytes = new byte[sizeof(ulong) + Encoding.UTF8.GetByteCount(key)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, seed);
        Encoding.UTF8.GetBytes(key, bytes.AsSpan(sizeof(ulong)));
        return BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(bytes));
    }
}
