namespace Trainer.Features.Text;

/// <summary>The one change made to a text before anything reads it.</summary>
public static class QueryText
{
    /// <summary>
    /// Removes U+0000. JavaScript hands strings to ONNX Runtime zero-terminated, so that a text would end at the first one there and
    /// nowhere else. Every host must do the same before it feeds the graph.
    /// </summary>
    public static string Clean(string text) =>
        text.Contains('\0', StringComparison.Ordinal) ? text.Replace("\0", "", StringComparison.Ordinal) : text;
}
