using System.IO.Compression;
using System.Text.Unicode;

namespace Trainer.Features.Data.Input;

/// <summary>
/// A sliding window over the bytes of a file, decompressed if the file starts with gzip's magic bytes, whatever it is called, and
/// without a byte order mark. It never holds more than one over-long piece, and knows the line it stands on.
/// </summary>
internal sealed class DataWindow : IDisposable
{
    private const int ChunkBytes = 1 << 16;

    // Gzip reaches 1,032 only on one repeated byte; tables stay far below this.
    private const int MaxGzipRatio = 200;
    private const int AlwaysHeldBytes = 1 << 26;

    private static readonly byte[] _byteOrderMark = [0xEF, 0xBB, 0xBF];

    private readonly Stream _stream;

    // Bytes at the end of the buffer that may be the end mark of gzip data and are therefore kept back.
    private int _heldBack;
    private byte[] _bytes = new byte[2 * ChunkBytes];
    private int _start;
    private int _end;

    public DataWindow(string path)
    {
        Path = path;
        _stream = Open(path, out var isGzip);
        _heldBack = isGzip ? EndMark.Mark.Length : 0;
        try
        {
            SkipByteOrderMark();
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    public string Path { get; }

    /// <summary>One-based line of the first unread byte.</summary>
    public long Line { get; private set; } = 1;

    public ReadOnlyMemory<byte> Unread => _bytes.AsMemory(_start, Math.Max(0, _end - _heldBack - _start));

    /// <summary>Reads on; false at the end of the file.</summary>
    public bool Grow()
    {
        if (Unread.Length > DataLimits.MaxLineBytes)
        {
            throw Error($"a line or element has more than {DataLimits.MaxLineBytes} bytes (9 MiB), which is more than any " +
                "row may have; shorten or remove it");
        }

        if (_bytes.Length - _end < ChunkBytes)
        {
            var unread = _end - _start;
            var room = unread + ChunkBytes > _bytes.Length ? new byte[2 * _bytes.Length] : _bytes;
            _bytes.AsSpan(_start, unread).CopyTo(room);
            (_bytes, _start, _end) = (room, 0, unread);
        }

        var read = ReadChunk(_bytes.AsSpan(_end, ChunkBytes));
        _end += read;
        if (read == 0)
        {
            CheckEnd();
        }

        return read > 0;
    }

    /// <summary>All bytes from here on, for a format that cannot be streamed.</summary>
    public ReadOnlyMemory<byte> ReadToEnd()
    {
        var fileBytes = new FileInfo(Path).Length;
        var maxBytes = Math.Min(Array.MaxLength, Math.Max(AlwaysHeldBytes, MaxGzipRatio * fileBytes));
        using var whole = new MemoryStream(_heldBack == 0 ? (int)Math.Min(fileBytes, maxBytes) : 0);
        do
        {
            if (Unread.Length > maxBytes - whole.Length)
            {
                throw Error($"has more than {maxBytes} bytes, which is more than is read as a whole; write fewer rows, or JSONL");
            }

            whole.Write(Unread.Span);
            _start += Unread.Length;
        }
        while (Grow());

        return whole.GetBuffer().AsMemory(0, (int)whole.Length);
    }

    public void Advance(int count)
    {
        Line += _bytes.AsSpan(_start, count).Count((byte)'\n');
        _start += count;
    }

    /// <summary>The first unread byte that is not white space, or null if there is none.</summary>
    public byte? FirstVisible()
    {
        do
        {
            var text = Unread.Span.TrimStart(" \t\r\n"u8);
            if (text.Length > 0)
            {
                return text[0];
            }
        }
        while (Grow());

        return null;
    }

    /// <summary>Refuses bytes that are not UTF-8; <paramref name="piece"/> is the beginning of <see cref="Unread"/>.</summary>
    public void CheckUtf8(ReadOnlySpan<byte> piece)
    {
        if (Utf8.IsValid(piece))
        {
            return;
        }

        var valid = 0;
        while (System.Text.Rune.DecodeFromUtf8(piece[valid..], out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            valid += length;
        }

        var line = Line + piece[..valid].Count((byte)'\n');
        var column = valid - piece[..valid].LastIndexOf((byte)'\n');
        throw new DataPlace(Path, line, FormattableString.Invariant($"{column}")).Error(
            $"byte 0x{piece[valid]:X2} is not UTF-8; save the file as UTF-8");
    }

    public DataFormatException Error(string message, Exception? inner = null) => new(Path, Line, null, message, inner);

    /// <summary>
    /// What is wrong with the file as gzip data, or null. Where a file is cut off, decompression may end in a few wrong bytes,
    /// and a reader would blame them. O(bytes).
    /// </summary>
    public static DataFormatException? Damage(string path)
    {
        try
        {
            using var window = new DataWindow(path);
            while (window._heldBack > 0 && window.Grow())
            {
                window.Advance(window.Unread.Length);
            }

            return null;
        }
        catch (DataFormatException damage)
        {
            return damage;
        }
    }

    public void Dispose() => _stream.Dispose();

    private void SkipByteOrderMark()
    {
        while (Unread.Length < _byteOrderMark.Length && Grow())
        {
        }

        if (Unread.Span.StartsWith(_byteOrderMark))
        {
            _start += _byteOrderMark.Length;
        }
    }

    private int ReadChunk(Span<byte> chunk)
    {
        try
        {
            return _stream.Read(chunk);
        }
        catch (InvalidDataException fault)
        {
            throw Damaged(fault);
        }
    }

    private void CheckEnd()
    {
        if (_heldBack > 0 && !_bytes.AsSpan(_start, _end - _start).EndsWith(EndMark.Mark))
        {
            throw Damaged(null);
        }

        _end -= _heldBack;
        _heldBack = 0;
    }

    private DataFormatException Damaged(Exception? fault) => new(
        Path, Line + Unread.Span.Count((byte)'\n'), null, "the gzip data is damaged or cut off here; compress or copy the " +
            "file again", fault);

    private static Stream Open(string path, out bool isGzip)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, ChunkBytes, FileOptions.SequentialScan);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException(path, 0, null, $"cannot be opened ({fault.Message.TrimEnd('.')}); check the path " +
                "and the permissions", fault);
        }

        Span<byte> magic = stackalloc byte[2];
        isGzip = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && magic is [0x1F, 0x8B];
        file.Position = 0;
        return isGzip ? new GZipStream(new EndMark(file), CompressionMode.Decompress) : file;
    }
}
