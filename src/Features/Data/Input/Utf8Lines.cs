namespace Trainer.Features.Data.Input;

/// <summary>
/// The lines of a file, split at line feeds only, each bounded and valid UTF-8. O(bytes), no allocation per line.
/// </summary>
internal sealed class Utf8Lines(DataWindow window)
{
    private int _pending;

    /// <summary>One-based number of the line that was read last.</summary>
    public long Line { get; private set; }

    /// <summary>The next line with its line feed, if it has one; valid until the next call.</summary>
    public bool Read(out ReadOnlyMemory<byte> line)
    {
        window.Advance(_pending);
        Line = window.Line;
        _pending = Length();
        line = window.Unread[.._pending];
        window.CheckUtf8(line.Span);
        return _pending > 0;
    }

    private int Length()
    {
        var searched = 0;
        while (true)
        {
            var feed = window.Unread.Span[searched..].IndexOf((byte)'\n');
            if (feed >= 0)
            {
                return searched + feed + 1;
            }

            searched = window.Unread.Length;
            if (!window.Grow())
            {
                return searched;
            }
        }
    }
}
