using System.IO.Compression;
using Trainer.Features.Data;
using Trainer.Features.Data.Input;

namespace Trainer.Features.Embeddings;

/// <summary>
/// The entries of a zip archive by name, read in place and never unpacked to disk; what they claim is checked before it is believed.
/// </summary>
internal sealed class ZipEntries : IDisposable
{
    private const int MaxEntries = 1 << 20;

    // Deflate reaches 1,032 only on one repeated byte; vectors and names stay far below this.
    private const int MaxRatio = 100;
    private const int AlwaysAllowedBytes = 1 << 20;

    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);

    public ZipEntries(Stream stream, string path)
    {
        Place = new DataPlace(path);
        _archive = Checked(() => new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true));
        try
        {
            var entries = Checked(() => _archive.Entries);
            if (entries.Count > MaxEntries)
            {
                throw Place.Error(FormattableString.Invariant($"has {entries.Count} entries; at most {MaxEntries} are read"));
            }

            foreach (var entry in entries)
            {
                Add(entry);
            }
        }
        catch
        {
            _archive.Dispose();
            throw;
        }
    }

    public DataPlace Place { get; }

    public IEnumerable<string> Names => _entries.Keys;

    public bool Contains(string name) => _entries.ContainsKey(name);

    /// <summary>What an entry says that it holds, which <see cref="Read{T}"/> verifies.</summary>
    public long Length(string name) => Find(name).Length;

    /// <summary>
    /// Reads an entry with a function that takes exactly <see cref="Length"/> bytes of the stream; more than these are refused.
    /// </summary>
    public T Read<T>(string name, Func<Stream, T> read) => Checked(() =>
    {
        using var stream = Find(name).Open();
        var result = read(stream);
        return stream.ReadByte() < 0 ? result : throw Place.Error($"{name} is longer than it says; write the archive again");
    });

    /// <summary>A small entry as a whole.</summary>
    public byte[] Bytes(string name, int maxBytes)
    {
        var length = Length(name);
        return length <= maxBytes
            ? Read(name, stream =>
            {
                var bytes = new byte[length];
                stream.ReadExactly(bytes);
                return bytes;
            })
            : throw Place.Error(FormattableString.Invariant($"{name} has {length} bytes; at most {maxBytes} are read"));
    }

    public void Dispose() => _archive.Dispose();

    private void Add(ZipArchiveEntry entry)
    {
        var name = entry.FullName;
        if (name.StartsWith('/') || name.Contains('\\') || name.Split('/').Contains(".."))
        {
            throw Place.Error($"holds an entry with the path {Excerpt.Of(name)}, which leads out of the archive");
        }

        if (!_entries.TryAdd(name, entry))
        {
            throw Place.Error($"holds {Excerpt.Of(name)} twice; write the archive again");
        }

        if (entry.Length > AlwaysAllowedBytes && entry.Length / MaxRatio > entry.CompressedLength)
        {
            throw Place.Error($"{Excerpt.Of(name)} grows from {entry.CompressedLength} to {entry.Length} bytes; at most {MaxRatio} times " +
                "is read: save it uncompressed");
        }
    }

    private ZipArchiveEntry Find(string name) =>
        _entries.GetValueOrDefault(name) ?? throw Place.Error($"holds no {name}, though it refers to it; write the archive again");

    // What the archive's library throws at damage depends on where it lies.
    private T Checked<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException)
        {
            throw Place.Error("the zip archive is damaged or of a kind that is not read; copy or write it again", fault);
        }
    }
}
