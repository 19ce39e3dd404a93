using System.Globalization;
using System.Text;

namespace Trainer.Features.Data.Input.Parquet;

/// <summary>One row of a Parquet file. Null and NaN are nothing, as in pickled tables; texts are not taken for numbers.</summary>
internal sealed class ParquetRecord : DataRecord
{
    // A text that is repeated by a dictionary costs a few bits in the file, but each time its full length here. Comparing is cheap.
    private const long AlwaysReadBytes = 1L << 28;
    private const int MaxTextPerByte = 200;
    private const int ComparedPerByte = 64;
    private const int ExcerptBytes = 400;

    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<string> _names;
    private readonly Dictionary<string, DuckVector> _columns = new(StringComparer.Ordinal);
    private readonly long _maxText;
    private long _text;
    private int _row;

    public ParquetRecord(string path, long fileBytes, IEnumerable<string> names, DuckRows rows)
        : base(path)
    {
        _names = [.. names];
        _maxText = Math.Max(AlwaysReadBytes, MaxTextPerByte * fileBytes);
        foreach (var name in _names)
        {
            _columns.Add(name, rows.Columns[Array.IndexOf(rows.Names, name)]);
        }
    }

    public override IReadOnlyList<string> Columns => _names;

    /// <summary>Moves to a row of the chunk; for errors its line is its number in the file, from 1.</summary>
    public void Set(int row, long line) => (_row, Line) = (row, line);

    public override bool Has(string column) => _columns.ContainsKey(column);

    public override string? Text(string column) => Find(column) is not { } values ? null : values.Type switch
    {
        DuckType.Text => Text(column, values, _row),
        DuckType.Boolean => values.Truth(_row) ? "True" : "False",
        _ when values.IsNumber => values.Written(_row),
        _ => throw Wrong(column, values, _row, "a text"),
    };

    public override double? Number(string column) => Find(column) is { } values ? Number(column, values, _row) : null;

    public override double? Outcome(string column) => Find(column) switch
    {
        null => null,
        { Type: DuckType.Boolean } values => values.Truth(_row) ? 1 : 0,
        var values => Number(column, values, _row),
    };

    public override bool HoldsOutcome(string column) => Find(column) is null or { Type: DuckType.Boolean } or { IsNumber: true };

    public override IEnumerable<KeyValuePair<string, double?>> NumbersByKey(string column) => Find(column) switch
    {
        null => [],
        { Type: DuckType.Struct } fields => fields.Fields.Select((name, i) =>
            KeyValuePair.Create(name, NumberOrNothing($"{column}.{name}", fields.Children[i], _row))),
        { Type: DuckType.Map } map => Items(column, map).Select(item =>
        {
            var name = map.Children[0].Type == DuckType.Text
                ? Text(column, map.Children[0], item)
                : throw Wrong(column, map.Children[0], item, "a text as the name of a model");
            return KeyValuePair.Create(name, NumberOrNothing($"{column}.{name}", map.Children[1], item));
        }),
        var other => throw Wrong(column, other, _row, "a struct or map of numbers by model"),
    };

    public override IReadOnlyList<double?>? Numbers(string column) =>
        List(column, (items, item) => NumberOrNothing(column, items, item));

    public override IReadOnlyList<string>? Texts(string column) => List(column, (items, item) =>
        items.Type == DuckType.Text && !items.IsNull(item) ? Text(column, items, item) : throw Wrong(column, items, item, "a text"));

    public override bool IsObject(string column) => Find(column) is { Type: DuckType.Struct or DuckType.Map };

    public override bool IsList(string column) => Find(column) is { Type: DuckType.List or DuckType.Array };

    protected override bool Holds(string column, string text) =>
        Find(column) is { Type: DuckType.Text } values && Utf8Text.Equals(Utf8(column, values, _row, ComparedPerByte), text);

    private static string Kind(DuckVector values, long row) => values switch
    {
        _ when values.IsNull(row) => "null",
        { Type: DuckType.Text } => $"the text \"{Excerpt.Of(Encoding.UTF8.GetString(Beginning(values.Utf8(row))))}\"",
        { Type: DuckType.Boolean } => $"the truth value {(values.Truth(row) ? "True" : "False")}",
        { IsNumber: true } => $"the number {values.Written(row)}",
        { Type: DuckType.List or DuckType.Array } => "a list",
        { Type: DuckType.Struct } => "a struct",
        { Type: DuckType.Map } => "a map",
        _ => "something else than a text, number or truth value",
    };

    private static ReadOnlySpan<byte> Beginning(ReadOnlySpan<byte> text) => text[..Math.Min(text.Length, ExcerptBytes)];

    private DuckVector? Find(string column) => _columns.TryGetValue(column, out var values) && !IsNothing(values, _row) ? values : null;

    private static bool IsNothing(DuckVector values, long row) => values.IsNull(row)
        || (values.Type is DuckType.Float or DuckType.Double && double.IsNaN(values.Number(row)));

    private double? NumberOrNothing(string column, DuckVector values, long row) =>
        IsNothing(values, row) ? null : Number(column, values, row);

    private double? Number(string column, DuckVector values, long row) =>
        values.IsNumber ? values.Number(row)
        : values.Type == DuckType.Text && values.Utf8(row).IsEmpty ? null
        : throw Wrong(column, values, row, "a number such as 0.25, or null");

    private T[]? List<T>(string column, Func<DuckVector, long, T> item) => Find(column) switch
    {
        null => null,
        { Type: DuckType.List or DuckType.Array } list => [.. Items(column, list).Select(i => item(list.Children[0], i))],
        var other => throw Wrong(column, other, _row, "a list"),
    };

    private IEnumerable<long> Items(string column, DuckVector list)
    {
        var (start, count) = list.Items(_row);
        CountText(column, (long)count * sizeof(double));
        for (var i = 0; i < count; i++)
        {
            yield return start + i;
        }
    }

    private string Text(string column, DuckVector values, long row)
    {
        try
        {
            return _strict.GetString(Utf8(column, values, row));
        }
        catch (DecoderFallbackException fault)
        {
            throw At(column).Error("holds a text that is not UTF-8; clean it and write the file again", fault);
        }
    }

    private ReadOnlySpan<byte> Utf8(string column, DuckVector values, long row, int bytesPerUnit = 1)
    {
        var text = values.Utf8(row);
        CountText(column, text.Length / bytesPerUnit);
        return text.Length <= DataLimits.MaxLineBytes ? text : throw At(column).Error(string.Create(
            CultureInfo.InvariantCulture,
            $"holds a text of {text.Length} bytes; at most {DataLimits.MaxLineBytes} (9 MiB) are read: shorten it"));
    }

    private void CountText(string column, long bytes)
    {
        _text += bytes;
        if (_text > _maxText)
        {
            throw At(column).Error(string.Create(
                CultureInfo.InvariantCulture,
                $"repeats texts and lists beyond {_maxText} bytes, more than is read of a file of this size; write fewer rows, or JSONL"));
        }
    }

    private DataFormatException Wrong(string column, DuckVector values, long row, string allowed) =>
        At(column).Error($"holds {Kind(values, row)}; allowed: {allowed}");
}
