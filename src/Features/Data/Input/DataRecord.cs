namespace Trainer.Features.Data.Input;

/// <summary>
/// One row of CSV or one JSON object, read through the same few questions whatever it came from. "Nothing" (an empty field, null,
/// a missing key) is null everywhere; a value of the wrong kind is an error with its place.
/// </summary>
internal abstract class DataRecord(string path)
{
    public string Path { get; } = path;

    /// <summary>One-based line on which the record starts.</summary>
    public long Line { get; protected set; }

    /// <summary>Number of the record in its file, from 0.</summary>
    public long Row { get; set; } = -1;

    /// <summary>
    /// Column names or keys in their order; the same instance as long as they do not change from record to record.
    /// </summary>
    public abstract IReadOnlyList<string> Columns { get; }

    public abstract bool Has(string column);

    /// <summary>A text, or a number or truth value as it is written; null for nothing.</summary>
    public abstract string? Text(string column);

    /// <summary>A number; null for nothing. NaN and infinities are passed on for the builder to refuse.</summary>
    public abstract double? Number(string column);

    /// <summary>A number, or True = 1 and False = 0; null for nothing.</summary>
    public abstract double? Outcome(string column);

    /// <summary>Whether <see cref="Outcome"/> would find a number, a truth value or nothing.</summary>
    public abstract bool HoldsOutcome(string column);

    /// <summary>The numbers of a nested object by key, in the order of its keys; empty for nothing.</summary>
    public abstract IEnumerable<KeyValuePair<string, double?>> NumbersByKey(string column);

    /// <summary>The numbers of a nested list; null for nothing.</summary>
    public abstract IReadOnlyList<double?>? Numbers(string column);

    /// <summary>The texts of a nested list; null for nothing.</summary>
    public abstract IReadOnlyList<string>? Texts(string column);

    /// <summary>Whether the column holds a nested object.</summary>
    public abstract bool IsObject(string column);

    /// <summary>Whether the column holds a nested list.</summary>
    public abstract bool IsList(string column);

    public DataPlace At(string? column = null) => new(Path, Line, column);

    /// <summary>Refuses a record without the column.</summary>
    public void Require(string column)
    {
        if (!Has(column))
        {
            throw Missing(column);
        }
    }

    public DataFormatException Missing(string column) => At(column).Error($"is missing; found are {List(Columns)}");

    /// <summary>A text that must be there, though it may be empty.</summary>
    public string RequiredText(string column)
    {
        Require(column);
        return Text(column) ?? "";
    }

    /// <summary>
    /// A text that must be there, though it may be empty; if it is the known one, that very instance, since rows of one query repeat its
    /// text again and again.
    /// </summary>
    public string RequiredText(string column, string? known) =>
        known is not null && Holds(column, known) ? known : RequiredText(column);

    /// <summary>A text that must be there and not be empty.</summary>
    public string Name(string column) => RequiredText(column) is { Length: > 0 } name
        ? name
        : throw At(column).Error("is empty; a name of at least one character is needed");

    /// <summary>The text of the first of some columns that holds one.</summary>
    public string? FirstText(params ReadOnlySpan<string> columns)
    {
        foreach (var column in columns)
        {
            if (Has(column) && Text(column) is { } text)
            {
                return text;
            }
        }

        return null;
    }

    /// <summary>Names for a sentence.</summary>
    public static string List(IEnumerable<string> names) => string.Join(", ", names);

    /// <summary>Whether the column certainly holds this text; asked so that it need not be decoded.</summary>
    protected abstract bool Holds(string column, string text);
}
