namespace Trainer.Features.Data.Input;

/// <summary>
/// The checked lines of a file as a stream, for a parser that pulls bytes: it too sees only bounded lines of valid UTF-8.
/// </summary>
internal sealed class Utf8LineStream(Utf8Lines lines) : ForwardStream
{
    private ReadOnlyMemory<byte> _rest;

    public override int Read(Span<byte> buffer)
    {
        if (_rest.Length == 0 && !lines.Read(out _rest))
        {
            return 0;
        }

        var taken = Math.Min(buffer.Length, _rest.Length);
        _rest.Span[..taken].CopyTo(buffer);
        _rest = _rest[taken..];
        return taken;
    }
}
