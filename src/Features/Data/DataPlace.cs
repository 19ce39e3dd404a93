namespace Trainer.Features.Data;

/// <summary>Where a value was read, for error sentences.</summary>
/// <param name="Path">The file, as the user named it.</param>
/// <param name="Line">One-based line, or 0 if there is none.</param>
/// <param name="Column">Column name or one-based position, or null.</param>
public readonly record struct DataPlace(string Path, long Line = 0, string? Column = null)
{
    /// <summary>The fault at this place.</summary>
    public DataFormatException Error(string message, Exception? inner = null) => new(Path, Line, Column, message, inner);
}
