using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Trainer.Features.Encoders;

/// <summary>
/// Vectors of one embedder on disk. Each file is written beside, renamed to the digest of its content and never changed, so that any number
/// of processes may read and write at once and a kill leaves nothing half-written. A file is verified when it is opened; one that does not
/// verify is removed, and its vectors are computed again. Files are mapped into memory, not read.
/// </summary>
/// <remarks>
/// A file: "TRNVEC01", dimension and number of vectors (int32), the embedder's digest (32 bytes); the SHA-256 of each text in UTF-8;
/// the vectors, float32; the SHA-256 of all that. Little-endian.
/// </remarks>
internal sealed class EmbeddingCache : IDisposable
{
    private const string Extension = ".vectors";
    private const string Unfinished = ".writing";
    private const int HeaderBytes = 8 + 4 + 4 + SHA256.HashSizeInBytes;

    private readonly string _root;
    private readonly string _folder;
    private readonly byte[] _embedder;
    private readonly int _dimension;
    private readonly long _maxBytes;
    private readonly Dictionary<UInt128, (MappedFile File, int Row)> _rows = [];
    private readonly Dictionary<string, MappedFile> _files = new(StringComparer.Ordinal);

    /// <param name="root">Folder of all caches.</param>
    /// <param name="embedderDigest">Names the embedder, 64 hexadecimal digits.</param>
    /// <param name="dimension">Length of a vector.</param>
    /// <param name="maxBytes">What all caches under the root may take together; the files written first go first.</param>
    public EmbeddingCache(string root, string embedderDigest, int dimension, long maxBytes)
    {
        (_root, _embedder, _dimension, _maxBytes) = (root, Convert.FromHexString(embedderDigest), dimension, maxBytes);
        _folder = Path.Combine(root, embedderDigest[..32]);
        Directory.CreateDirectory(_folder);
        RemoveUnfinished();
        foreach (var path in Directory.EnumerateFiles(_folder, "*" + Extension).Order(StringComparer.Ordinal))
        {
            Open(path);
        }
    }

    /// <summary>Files that were removed because they did not verify.</summary>
    public int DamagedFiles { get; private set; }

    /// <summary>Copies the vector of a text, if it is there.</summary>
    public bool TryGet(UInt128 text, Span<float> vector)
    {
        if (!_rows.TryGetValue(text, out var place))
        {
            return false;
        }

        place.File.Vector(place.Row, _dimension).CopyTo(vector);
        return true;
    }

    /// <summary>Stores vectors, durably when it returns.</summary>
    /// <returns>The file they went to.</returns>
    public string Add(ReadOnlySpan<byte> textDigests, DenseMatrix vectors)
    {
        var values = MemoryMarshal.AsBytes(vectors.Values);
        var bytes = new byte[HeaderBytes + textDigests.Length + values.Length + SHA256.HashSizeInBytes];
        "TRNVEC01"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), _dimension);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), vectors.RowCount);
        _embedder.CopyTo(bytes, 16);
        textDigests.CopyTo(bytes.AsSpan(HeaderBytes));
        values.CopyTo(bytes.AsSpan(HeaderBytes + textDigests.Length));
        var content = bytes.AsSpan(0, bytes.Length - SHA256.HashSizeInBytes);
        SHA256.HashData(content, bytes.AsSpan(content.Length));
        var path = Path.Combine(_folder, Convert.ToHexStringLower(bytes.AsSpan(content.Length, 16)) + Extension);
        Write(path, bytes);
        Open(path);
        Trim(path);
        return path;
    }

    /// <summary>Puts the content of files of this cache into one file and removes them.</summary>
    public void Merge(IReadOnlyCollection<string> paths)
    {
        var parts = paths.Where(_files.ContainsKey).Select(path => _files[path]).ToArray();
        var digests = new byte[parts.Sum(part => part.TextDigests.Length)];
        var values = new float[(long)digests.Length / SHA256.HashSizeInBytes * _dimension];
        var (at, row) = (0, 0);
        foreach (var part in parts)
        {
            part.TextDigests.CopyTo(digests.AsSpan(at));
            at += part.TextDigests.Length;
            for (var i = 0; i < part.Count; i++, row++)
            {
                part.Vector(i, _dimension).CopyTo(values.AsSpan(row * _dimension));
            }
        }

        var merged = Add(digests, new DenseMatrix(values, row, _dimension));
        foreach (var path in paths.Where(path => path != merged && _files.ContainsKey(path)))
        {
            Remove(path);
        }
    }

    /// <summary>The key of a text, from its SHA-256.</summary>
    public static UInt128 Key(ReadOnlySpan<byte> textDigest) => BinaryPrimitives.ReadUInt128LittleEndian(textDigest);

    public void Dispose()
    {
        foreach (var file in _files.Values)
        {
            file.Dispose();
        }
    }

    // Another process may be writing the very same, so the file beside has a name of its own.
    private static void Write(string path, byte[] bytes)
    {
        var beside = string.Create(
            CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}{Unfinished}");
        using (var stream = new FileStream(beside, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
    }

    // What a kill left behind; the file's name tells whose it was.
    private void RemoveUnfinished()
    {
        foreach (var path in Directory.EnumerateFiles(_folder, "*" + Unfinished))
        {
            var name = Path.GetFileName(path).AsSpan();
            var owner = name[(name.IndexOf(Extension) + Extension.Length + 1)..];
            if (int.TryParse(owner[..Math.Max(0, owner.IndexOf('-'))], CultureInfo.InvariantCulture, out var process) && !IsRunning(process))
            {
                TryDelete(path);
            }
        }
    }

    private static bool IsRunning(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private void Open(string path)
    {
        if (_files.ContainsKey(path))
        {
            return;
        }

        MappedFile? file;
        try
        {
            file = MappedFile.Open(path);
        }
        catch (FileNotFoundException)
        {
            return; // another process removed it in between
        }

        if (file is null || !IsWhole(file))
        {
            DamagedFiles++;
            file?.Dispose();
            TryDelete(path);
            return;
        }

        _files.Add(path, file);
        for (var row = 0; row < file.Count; row++)
        {
            _rows[Key(file.TextDigests[(row * SHA256.HashSizeInBytes)..])] = (file, row);
        }
    }

    private bool IsWhole(MappedFile file)
    {
        var bytes = file.Bytes;
        var count = BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]);
        return bytes.StartsWith("TRNVEC01"u8)
            && BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]) == _dimension
            && bytes[16..HeaderBytes].SequenceEqual(_embedder)
            && count >= 0
            && bytes.Length == HeaderBytes + ((long)count * (SHA256.HashSizeInBytes + (4 * _dimension))) + SHA256.HashSizeInBytes
            && SHA256.HashData(bytes[..^SHA256.HashSizeInBytes]).AsSpan().SequenceEqual(bytes[^SHA256.HashSizeInBytes..]);
    }

    private void Remove(string path)
    {
        foreach (var (key, place) in _rows.ToArray())
        {
            if (place.File == _files[path])
            {
                _rows.Remove(key);
            }
        }

        _files[path].Dispose();
        _files.Remove(path);
        TryDelete(path);
    }

    private void Trim(string justWritten)
    {
        var files = new DirectoryInfo(_root).EnumerateFiles("*" + Extension, SearchOption.AllDirectories)
            .OrderBy(file => file.LastWriteTimeUtc).ThenBy(file => file.FullName, StringComparer.Ordinal).ToList();
        var bytes = files.Sum(file => file.Length);
        foreach (var file in files.TakeWhile(file => bytes > _maxBytes))
        {
            // What is mapped stays usable here until the end, even when its name is gone.
            if (file.FullName != Path.GetFullPath(justWritten))
            {
                bytes -= file.Length;
                TryDelete(file.FullName);
            }
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process has it open where that forbids removal; it will be tried again.
        }
    }
}
