using System.IO.Compression;

namespace Trainer.Features.Data.Input;

/// <summary>
/// Gzipped bytes followed by one more gzip member that holds a mark. .NET's decompressor takes a file that was cut off for a
/// complete one; but only a complete one is followed by the mark once decompressed, since members may be concatenated (RFC 1952,
/// 2.2).
/// </summary>
internal sealed class EndMark(Stream gzipped) : ForwardStream
{
    private static readonly byte[] _member = Pack();

    private int _taken;

    /// <summary>The mark, as it ends the decompressed bytes.</summary>
    public static ReadOnlySpan<byte> Mark => "\0\u0001end of data\u0001\0"u8;

    public override int Read(Span<byte> buffer)
    {
        if (_taken == 0 && gzipped.Read(buffer) is var read and > 0)
        {
            return read;
        }

        var rest = _member.AsSpan(_taken);
        var taken = Math.Min(rest.Length, buffer.Length);
        rest[..taken].CopyTo(buffer);
        _taken += taken;
        return taken;
    }

    protected override void Dispose(bool disposing)
    {
        gzipped.Dispose();
        base.Dispose(disposing);
    }

    private static byte[] Pack()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(Mark);
        }

        return packed.ToArray();
    }
}
