using System.Globalization;
using Trainer.Features.Pickles;

namespace Trainer.Features.Data.Input.Frames;

/// <summary>One row of a pandas table. None and NaN are nothing, as in the CSV and JSON that pandas writes.</summary>
internal sealed class FrameRecord : DataRecord
{
    // Rows may share a text or a list, so that a small file could keep a reader busy for ever.
    private const long MaxWork = 1L << 34;
    private const int WorkPerItem = 64;

    private readonly List<string> _names;
    private readonly (NumpyArray Values, int Row)[] _columns;
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private long _row;
    private long _work;

    public FrameRecord(string path, List<string> names, (NumpyArray Values, int Row)[] columns)
        : base(path)
    {
        (_names, _columns) = (names, columns);
        for (var i = 0; i < names.Count; i++)
        {
            _index.Add(names[i], i);
        }
    }

    public override IReadOnlyList<string> Columns => _names;

    /// <summary>Moves to a row, counted from 0; for errors its line is its number from 1.</summary>
    public void Set(long row) => (_row, Line) = (row, row + 1);

    public override bool Has(string column) => _index.ContainsKey(column);

    public override string? Text(string column) => Find(column) switch
    {
        null => null,
        PickleText text => Text(column, text),
        bool truth => truth ? "True" : "False",
        long number => number.ToString(CultureInfo.InvariantCulture),
        double number => Written(number),
        var other => throw Wrong(column, other, "a text"),
    };

    public override double? Number(string column) => Number(column, Find(column));

    public override double? Outcome(string column) => Find(column) switch
    {
        bool truth => truth ? 1 : 0,
        var value => Number(column, value),
    };

    public override bool HoldsOutcome(string column) => Find(column) is null or bool or long or double;

    public override IEnumerable<KeyValuePair<string, double?>> NumbersByKey(string column)
    {
        var value = Find(column);
        if (value is null)
        {
            return [];
        }

        var pairs = (value as PickleDictionary ?? throw Wrong(column, value, "a dictionary of numbers by model")).Pairs;
        CountWork(column, (long)pairs.Count * WorkPerItem);
        return pairs.Select(pair => KeyValuePair.Create(
            pair.Key is PickleText name ? Text(column, name) : throw Wrong(column, pair.Key, "a text as the name of a model"),
            Number(column, Known(pair.Value))));
    }

    public override IReadOnlyList<double?>? Numbers(string column) => Items(column)?.Select(item => Number(column, Known(item))).ToArray();

    public override IReadOnlyList<string>? Texts(string column) => Items(column)?.Select(item =>
        item is PickleText text ? Text(column, text) : throw Wrong(column, item, "a text")).ToArray();

    public override bool IsObject(string column) => Find(column) is PickleDictionary;

    public override bool IsList(string column) => Find(column) is List<object?> or object?[];

    protected override bool Holds(string column, string text) => false;

    private static object? Known(object? value) => value is double.NaN ? null : value;

    // As pandas writes it: 1.0 rather than 1.
    private static string Written(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAnyExcept("-0123456789") ? text : text + ".0";
    }

    private object? Find(string column) =>
        _index.TryGetValue(column, out var index) ? Known(_columns[index].Values[_columns[index].Row, _row]) : null;

    private IReadOnlyList<object?>? Items(string column)
    {
        IReadOnlyList<object?>? items = Find(column) switch
        {
            null => null,
            List<object?> list => list,
            object?[] tuple => tuple,
            var other => throw Wrong(column, other, "a list"),
        };
        CountWork(column, (items?.Count ?? 0L) * WorkPerItem);
        return items;
    }

    private double? Number(string column, object? value) => value switch
    {
        null => null,
        long number => number,
        double number => number,
        PickleText { Utf8.Length: 0 } => null,
        _ => throw Wrong(column, value, "a number such as 0.25, or None"),
    };

    private string Text(string column, PickleText text)
    {
        CountWork(column, text.Utf8.Length);
        if (text.Utf8.Length > DataLimits.MaxLineBytes)
        {
            throw At(column).Error(
                $"holds a text of {text.Utf8.Length} bytes; at most {DataLimits.MaxLineBytes} (9 MiB) are read: shorten it");
        }

        return text.Decode() ?? throw At(column).Error("holds a text that is not valid Unicode; clean it and write the table again");
    }

    private void CountWork(string column, long work)
    {
        _work += work;
        if (_work > MaxWork)
        {
            throw At(column).Error("repeats texts and lists beyond 16 GiB, which is more than is read; write fewer rows");
        }
    }

    private DataFormatException Wrong(string column, object? value, string allowed) => At(column).Error(
        $"holds {Kind(value)}; allowed: {allowed}");

    private static string Kind(object? value) => value switch
    {
        null => "None",
        bool truth => $"the truth value {(truth ? "True" : "False")}",
        long number => $"the number {number.ToString(CultureInfo.InvariantCulture)}",
        double number => $"the number {Written(number)}",
        PickleText text => $"the text {(text.Utf8.Length > PickleReader.MaxNameBytes ? "" : Excerpt.Of(text.Decode() ?? ""))}",
        List<object?> or object?[] => "a list",
        PickleDictionary => "a dictionary",
        _ => "something else than a text, number or truth value",
    };
}
