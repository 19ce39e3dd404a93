namespace Trainer.Features.Data.Input.Parquet;

/// <summary>What DuckDB says is wrong, in one line without its final full stop.</summary>
internal sealed class DuckException(string? message) : Exception(FirstLine(message))
{
    private const int MaxCharacters = 300;

    private static string FirstLine(string? message)
    {
        var line = (message ?? "no reason given").AsSpan().Trim();
        line = line[..Math.Min(line.Length, MaxCharacters)];
        return (line.IndexOfAny("\r\n") is var end and >= 0 ? line[..end] : line).TrimEnd(". ").ToString();
    }
}
