using System.Text;

namespace Trainer.Features.Pickles;

/// <summary>A text of a pickle: a piece of the file, decoded when asked for and then kept, since many rows may share it.</summary>
internal sealed class PickleText(ReadOnlyMemory<byte> utf8)
{
    private string? _decoded;

    public ReadOnlySpan<byte> Utf8 => utf8.Span;

    /// <summary>The text, or null if it is not valid Unicode (Python lets half a surrogate pair through).</summary>
    public string? Decode()
    {
        if (_decoded is null && System.Text.Unicode.Utf8.IsValid(utf8.Span))
        {
            _decoded = Encoding.UTF8.GetString(utf8.Span);
        }

        return _decoded;
    }
}
