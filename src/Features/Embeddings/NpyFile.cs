using Trainer.Features.Data;
using Trainer.Features.Data.Input;

namespace Trainer.Features.Embeddings;

/// <summary>An array of vectors in NumPy's .npy.</summary>
internal static class NpyFile
{
    public static EmbeddingFile Read(Stream file, string path) =>
        new(path, "npy", ReadMatrix(file, file.Length, new DataPlace(path), "the array"), null);

    /// <summary>Reads a matrix from a stream of so many bytes.</summary>
    public static DenseMatrix ReadMatrix(Stream stream, long length, DataPlace place, string name)
    {
        var header = NpyHeader.Read(stream, place);
        var format = Format(header.Type) ?? throw place.Error(
            $"{name} is of type {Excerpt.Of(header.Type)}; allowed are float16, float32 and float64: save it with " +
            "array.astype(\"float32\")");
        var shape = new VectorShape(header.Shape, place, name);
        CheckLength((long)shape.Count * format.Bytes, length - header.ByteCount, place, name);

        var values = new float[shape.Count];
        if (header.IsFortran && shape.Rows > 1)
        {
            var column = new float[shape.Rows];
            for (var c = 0; c < shape.Columns; c++)
            {
                format.Read(stream, column, place);
                for (var r = 0; r < column.Length; r++)
                {
                    values[(r * shape.Columns) + c] = column[r];
                }
            }
        }
        else
        {
            format.Read(stream, values, place);
        }

        return new DenseMatrix(values, shape.Rows, shape.Columns);
    }

    /// <summary>Refuses a file that holds fewer or more bytes than its header says.</summary>
    public static void CheckLength(long needed, long found, DataPlace place, string name)
    {
        if (found != needed)
        {
            throw place.Error(FormattableString.Invariant(
                $"{name} needs {needed} bytes by its header, but {found} follow; copy or write the file again"));
        }
    }

    private static FloatFormat? Format(string type) => type switch
    {
        "<f2" => new FloatFormat(FloatKind.Float16),
        ">f2" => new FloatFormat(FloatKind.Float16, bigEndian: true),
        "<f4" => new FloatFormat(FloatKind.Float32),
        ">f4" => new FloatFormat(FloatKind.Float32, bigEndian: true),
        "<f8" => new FloatFormat(FloatKind.Float64),
        ">f8" => new FloatFormat(FloatKind.Float64, bigEndian: true),
        _ => null,
    };
}
