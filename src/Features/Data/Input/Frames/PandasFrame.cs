using System.Globalization;
using Trainer.Features.Pickles;

namespace Trainer.Features.Data.Input.Frames;

/// <summary>pandas' DataFrame, from which columns are taken once the pickle is read.</summary>
internal sealed class PandasFrame : IPickledState
{
    private const int MaxColumns = 1 << 16;

    private PandasBlocks? _blocks;

    /// <summary>{"_mgr": BlockManager, …}; before pandas 1.1 it was called _data.</summary>
    public void SetState(PickleArguments state)
    {
        var description = state.Description(0);
        _blocks = (description.Find("_mgr"u8) ?? description.Find("_data"u8)) as PandasBlocks
            ?? throw state.Error("has a table without blocks of columns");
    }

    /// <summary>The names of the columns, and for each the block and the row of the block that holds it.</summary>
    public (List<string> Names, (NumpyArray Values, int Row)[] Columns, long RowCount) Columns(string path)
    {
        if (_blocks is not { } manager || Items(manager.Axes) is not [PandasIndex header, PandasIndex rows])
        {
            throw Broken(path, "has not two axes");
        }

        if (header.Count is < 1 or > MaxColumns)
        {
            throw Broken(path, $"has {header.Count} columns; allowed are 1 to {MaxColumns}");
        }

        var names = Names(header, path);
        var columns = new (NumpyArray? Values, int Row)[names.Count];
        foreach (var item in Items(manager.Blocks) ?? throw Broken(path, "has no blocks of columns"))
        {
            var block = item as PandasBlock ?? (item is PickleDictionary { Pairs.Count: < 8 } old
                ? new PandasBlock(old.Find("values"u8), old.Find("mgr_locs"u8))
                : null);
            var places = block?.Columns(columns.Length, rows.Count) ?? throw Broken(path, "has a block that does not fit its axes");
            for (var row = 0; row < places.Length; row++)
            {
                ref var column = ref columns[places[row]];
                column = column.Values is null
                    ? ((NumpyArray)block.Values!, row)
                    : throw Broken(path, $"has the column {Excerpt.Of(names[places[row]])} in two blocks");
            }
        }

        return Array.FindIndex(columns, c => c.Values is null) is var missing and >= 0
            ? throw Broken(path, $"has no values for the column {Excerpt.Of(names[missing])}")
            : (names, Array.ConvertAll(columns, c => (c.Values!, c.Row)), rows.Count);
    }

    private static List<string> Names(PandasIndex header, string path)
    {
        var names = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0L; i < header.Count; i++)
        {
            var name = header.Names?[i] switch
            {
                PickleText { Utf8.Length: <= PickleReader.MaxNameBytes } text => text.Decode(),
                long number => number.ToString(CultureInfo.InvariantCulture),
                null when header.Names is null => i.ToString(CultureInfo.InvariantCulture),
                _ => null,
            };
            if (name is not { Length: > 0 } || !seen.Add(name))
            {
                throw Broken(path, name is { Length: > 0 }
                    ? $"has the column {Excerpt.Of(name)} twice"
                    : $"has no short text as the name of column {i + 1}");
            }

            names.Add(name);
        }

        return names;
    }

    private static IReadOnlyList<object?>? Items(object? value) => value as List<object?> ?? (IReadOnlyList<object?>?)(value as object?[]);

    private static DataFormatException Broken(string path, string message) => new(
        path, 0, null, $"the pickled table {message}; {PandasGlobals.Advice}");
}
