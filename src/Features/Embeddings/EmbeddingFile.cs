using System.Numerics.Tensors;
using Trainer.Features.Data;
using Trainer.Features.Data.Input;

namespace Trainer.Features.Embeddings;

/// <summary>Vectors that were computed elsewhere, one per row of a file.</summary>
/// <param name="Path">The file, as the user named it.</param>
/// <param name="Format">npy, npz, safetensors, pytorch or json.</param>
/// <param name="Vectors">Rows × dimensions, every value finite.</param>
/// <param name="Ids">What the rows are called, one name per row and maybe repeated; null if the file only has their order.</param>
public sealed record EmbeddingFile(string Path, string Format, DenseMatrix Vectors, IReadOnlyList<string>? Ids)
{
    /// <summary>Most numbers in a vector.</summary>
    public const int MaxDimension = 16384;

    /// <summary>Most numbers in a file: 2 GiB as float32.</summary>
    public const int MaxValues = 1 << 29;

    private const string Known =
        "known are NumPy's .npy and .npz, safetensors, PyTorch's zip form, and JSON ({id: [numbers]}, [[numbers]], or rows with id and " +
        "embedding)";

    /// <summary>
    /// Reads a file of vectors; what it holds is told by its content, not by its name. Numbers are float16, bfloat16, float32 or float64
    /// and become float32. Nothing in the file is executed. Holds the vectors once, and beside them a part of the file. O(bytes).
    /// </summary>
    /// <exception cref="DataFormatException">The file cannot be used; the message says where and why.</exception>
    public static EmbeddingFile Read(string path)
    {
        using var stream = Open(path);
        Span<byte> start = stackalloc byte[16];
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        stream.Position = 0;

        var file = start switch
        {
            _ when start.StartsWith(NpyHeader.Magic) => NpyFile.Read(stream, path),
            _ when start.StartsWith("PK\u0003\u0004"u8) => ReadZip(stream, path),
            _ when start.StartsWith(TorchFile.LegacyMagic) => throw TorchFile.Legacy(path),
            [0x80, ..] => throw new DataFormatException(path, 0, null, $"is a bare pickle, which is not read; {TorchFile.Advice}"),
            _ when SafetensorsFile.Recognises(start, stream.Length) => SafetensorsFile.Read(stream, path),
            _ => ReadJson(path),
        };
        CheckFinite(file);
        return file;
    }

    private static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException(path, 0, null, $"cannot be opened ({fault.Message.TrimEnd('.')}); check the path " +
                "and the permissions", fault);
        }
    }

    private static EmbeddingFile ReadZip(Stream stream, string path)
    {
        using var entries = new ZipEntries(stream, path);
        return TorchFile.Recognises(entries) ? TorchFile.Read(entries) : NpzFile.Read(entries);
    }

    private static EmbeddingFile ReadJson(string path)
    {
        using var window = new DataWindow(path);
        return window.FirstVisible() is (byte)'{' or (byte)'['
            ? new JsonVectorReader(window).Read()
            : throw new DataFormatException(path, 0, null, $"is no file of vectors; {Known}");
    }

    private static void CheckFinite(EmbeddingFile file)
    {
        for (var row = 0; row < file.Vectors.RowCount; row++)
        {
            var values = file.Vectors.Row(row);
            if (TensorPrimitives.MaxMagnitude(values) is var largest && float.IsFinite(largest))
            {
                continue;
            }

            var column = 0;
            while (float.IsFinite(values[column]))
            {
                column++;
            }

            var found = float.IsNaN(values[column]) ? "NaN" : "infinity, or a number beyond float32's ±3.4e38";
            throw new DataFormatException(file.Path, 0, null, $"row {row + 1} of {file.Vectors.RowCount} holds {found} in column " +
                $"{column + 1} of {values.Length}; every number must be finite: embed the text again or leave the row out");
        }
    }
}
