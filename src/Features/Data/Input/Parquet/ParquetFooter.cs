using System.Buffers.Binary;

namespace Trainer.Features.Data.Input.Parquet;

/// <summary>
/// The frame of a Parquet file: PAR1, the data, a footer, the footer's length in 4 bytes, PAR1. It is looked at before native code sees
/// the file.
/// </summary>
internal static class ParquetFooter
{
    private const int TailBytes = 8;
    private const int MaxFooterBytes = 1 << 26;

    public static ReadOnlySpan<byte> Magic => "PAR1"u8;

    /// <summary>Refuses a file without a whole frame; gives its length in bytes.</summary>
    public static long Check(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        Span<byte> head = stackalloc byte[4];
        Span<byte> tail = stackalloc byte[TailBytes];
        if (file.Length < head.Length + TailBytes)
        {
            throw Damaged(path, $"has only {file.Length} bytes");
        }

        file.ReadExactly(head);
        if (!head.SequenceEqual(Magic))
        {
            throw new DataFormatException(path, 0, null, "is Parquet inside gzip or behind a byte order mark; Parquet compresses its " +
                "columns itself: unpack the file");
        }

        file.Position = file.Length - TailBytes;
        file.ReadExactly(tail);
        var footer = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        return !tail[4..].SequenceEqual(Magic) ? throw Damaged(path, "does not end in PAR1")
            : footer > file.Length - head.Length - TailBytes ? throw Damaged(path, $"claims a footer of {footer} bytes, more than it has")
            : footer > MaxFooterBytes ? throw Damaged(path, $"has a footer of {footer} bytes; at most {MaxFooterBytes} (64 MiB) are read")
            : file.Length;
    }

    private static DataFormatException Damaged(string path, string what) => new(
        path, 0, null, $"is Parquet that is cut off or damaged: it {what}; copy or write the file again");
}
