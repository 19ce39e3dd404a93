using System.Buffers.Text;
using System.Globalization;
using System.Text;
using CsvHelper;

namespace Trainer.Features.Data.Input;

/// <summary>One row of CSV; the first row that the reader stands on is the header.</summary>
internal sealed class CsvRecord : DataRecord
{
    private readonly CsvReader _fields;
    private readonly int _width;
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private readonly List<string> _columns = [];

    public CsvRecord(string path, CsvReader header)
        : base(path)
    {
        (_fields, _width, Line) = (header, header.FieldCount, header.LineNumber);
        for (var i = 0; i < _width; i++)
        {
            var name = header.GetString(i);

            // Data frames write their row numbers as a first column without a name.
            if (i == 0 && name.Length == 0)
            {
                continue;
            }

            var place = At(FormattableString.Invariant($"{i + 1}"));
            if (string.IsNullOrWhiteSpace(name))
            {
                throw place.Error("has no name in the header; name it or remove it");
            }

            if (!_index.TryAdd(name, i))
            {
                throw place.Error(
                    FormattableString.Invariant($"is called {name} like column {_index[name] + 1}; ") +
                    "every column, and so every model, needs a name of its own: rename or remove one");
            }

            _columns.Add(name);
        }
    }

    public override IReadOnlyList<string> Columns => _columns;

    /// <summary>Takes over the row that the reader stands on.</summary>
    public void Set()
    {
        Line = _fields.LineNumber;
        if (_fields.FieldCount != _width)
        {
            throw At().Error(FormattableString.Invariant(
                $"the row has {_fields.FieldCount} fields, but the header has {_width}; give every row one field per column"));
        }
    }

    public override bool Has(string column) => _index.ContainsKey(column);

    public override string? Text(string column) =>
        _index.TryGetValue(column, out var index) && _fields.GetSpan(index).Length > 0 ? _fields.GetString(index) : null;

    public override double? Number(string column) => Field(column) is not { Length: > 0 } field ? null
        : double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : throw Wrong(column, field, "a number such as 0.25, or nothing");

    public override double? Outcome(string column) => TryOutcome(Field(column), out var outcome)
        ? outcome
        : throw Wrong(column, Field(column), "True, False, a number from 0 to 1, or nothing for not run");

    public override bool HoldsOutcome(string column) => TryOutcome(Field(column), out _);

    public override IEnumerable<KeyValuePair<string, double?>> NumbersByKey(string column) => throw NotNested(column);

    public override IReadOnlyList<double?>? Numbers(string column) => throw NotNested(column);

    public override IReadOnlyList<string>? Texts(string column) => throw NotNested(column);

    public override bool IsObject(string column) => false;

    public override bool IsList(string column) => false;

    protected override bool Holds(string column, string text) =>
        _index.TryGetValue(column, out var index) && Utf8Text.Equals(_fields.GetSpan(index), text);

    private ReadOnlySpan<byte> Field(string column) =>
        _index.TryGetValue(column, out var index) ? _fields.GetSpan(index).Trim(" \t\r\n"u8) : default;

    private static bool TryOutcome(ReadOnlySpan<byte> field, out double? outcome)
    {
        if (Utf8Parser.TryParse(field, out bool right, out var length) && length == field.Length)
        {
            outcome = right ? 1 : 0;
            return true;
        }

        var isNumber = double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
        outcome = isNumber ? number : null;
        return isNumber || field.Length == 0;
    }

    private DataFormatException Wrong(string column, ReadOnlySpan<byte> field, string allowed) =>
        At(column).Error($"holds \"{Excerpt.Of(Encoding.UTF8.GetString(field))}\"; allowed: {allowed}");

    private DataFormatException NotNested(string column) =>
        At(column).Error("a CSV field holds no nested values; write this format as JSON");
}
