using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Trainer.Features.Data.Splits;

/// <summary>
/// Rows that must stay on one side of a split: united where they share a group or a normalised text, and so on along chains
/// (union-find with path halving, O(n α(n))). A component is known by the ordinally smallest normalised text in it, which no
/// order of rows changes.
/// </summary>
internal sealed class RowComponents
{
    private readonly int[] _parent;
    private readonly string[] _key;

    public RowComponents(RoutingTable table)
    {
        _parent = [.. Enumerable.Range(0, table.Count)];
        _key = new string[table.Count];
        var firstOfText = new Dictionary<string, int>(StringComparer.Ordinal);
        var firstOfGroup = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var row = 0; row < table.Count; row++)
        {
            _key[row] = NormalizedText.Key(table.Queries[row].Prompt);
            Unite(row, firstOfText, _key[row]);
            if (table.Queries[row].Group is { } group)
            {
                Unite(row, firstOfGroup, group);
            }
        }
    }

    /// <summary>The component of a row, named by one of its rows.</summary>
    public int Of(int row)
    {
        while (_parent[row] != row)
        {
            row = _parent[row] = _parent[_parent[row]];
        }

        return row;
    }

    /// <summary>The components of the given rows with their rows, in an order that only the seed and the texts decide.</summary>
    public IReadOnlyList<int[]> Shuffled(IEnumerable<int> rows, ulong seed) =>
    [
        .. rows.GroupBy(Of)
            .Select(component => (Rows: component.ToArray(), Key: component.Select(row => _key[row]).Min(StringComparer.Ordinal)!))
            .OrderBy(component => Hash(seed, component.Key))
            .ThenBy(component => component.Key, StringComparer.Ordinal)
            .Select(component => component.Rows),
    ];

    private void Unite(int row, Dictionary<string, int> firstOf, string key)
    {
        if (!firstOf.TryAdd(key, row))
        {
            _parent[Of(row)] = Of(firstOf[key]);
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
