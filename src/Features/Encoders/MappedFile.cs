using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Trainer.Features.Encoders;

/// <summary>One file of an <see cref="EmbeddingCache"/> in memory.</summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private const int HeaderBytes = 16 + SHA256.HashSizeInBytes;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private readonly int _length;

    private MappedFile(MemoryMappedFile file, MemoryMappedViewAccessor view, int length)
    {
        (_file, _view, _length) = (file, view, length);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _start = start + view.PointerOffset;
    }

    public ReadOnlySpan<byte> Bytes => new(_start, _length);

    public int Count => BinaryPrimitives.ReadInt32LittleEndian(Bytes[12..]);

    /// <summary>SHA-256 of each text, one after the other.</summary>
    public ReadOnlySpan<byte> TextDigests => Bytes.Slice(HeaderBytes, Count * SHA256.HashSizeInBytes);

    /// <summary>Maps a file; null if it is too short or too long to be one.</summary>
    public static MappedFile? Open(string path)
    {
        var length = new FileInfo(path).Length;
        if (length is < HeaderBytes + SHA256.HashSizeInBytes or > int.MaxValue)
        {
            return null;
        }

        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        return new MappedFile(file, file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read), (int)length);
    }

    public ReadOnlySpan<float> Vector(int row, int dimension) =>
        MemoryMarshal.Cast<byte, float>(Bytes.Slice(HeaderBytes + (Count * SHA256.HashSizeInBytes) + (4 * row * dimension), 4 * dimension));

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
