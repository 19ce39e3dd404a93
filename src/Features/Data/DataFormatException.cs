namespace Trainer.Features.Data;

/// <summary>Input data that cannot be used: where, what was found, what is allowed, what to do, in one sentence.</summary>
public sealed class DataFormatException : Exception
{
    /// <summary>Describes a fault at a place of a file.</summary>
    /// <param name="path">The file, as the user named it.</param>
    /// <param name="line">One-based line, or 0 if the fault is not on a line.</param>
    /// <param name="column">Column name or one-based position, or null if the fault is not in a column.</param>
    /// <param name="message">What was found, what is allowed, what to do.</param>
    /// <param name="inner">The fault underneath, if any.</param>
    public DataFormatException(string path, long line, string? column, string message, Exception? inner = null)
        : base(Sentence(path, line, column, message), inner)
    {
        Path = path;
        Line = line;
        Column = column;
    }

    /// <summary>The file, as the user named it.</summary>
    public string Path { get; }

    /// <summary>One-based line, or 0.</summary>
    public long Line { get; }

    /// <summary>Column name or position, or null.</summary>
    public string? Column { get; }

    private static string Sentence(string path, long line, string? column, string message)
    {
        var place = line > 0 ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{path}, line {line}") : path;
        return column is null ? $"{place}: {message}" : $"{place}, column {column}: {message}";
    }
}
