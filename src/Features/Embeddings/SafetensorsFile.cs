using System.Buffers.Binary;
using System.Text.Json;
using Trainer.Features.Data;
using Trainer.Features.Data.Input;

namespace Trainer.Features.Embeddings;

/// <summary>
/// safetensors (github.com/huggingface/safetensors, "Format"): 8 bytes of header length, a JSON header, then the tensors without holes
/// or overlaps. One tensor of two axes, or the one named embeddings.
/// </summary>
internal static class SafetensorsFile
{
    private const string Embeddings = "embeddings";
    private const int LengthBytes = 8;
    private const int MaxHeaderBytes = 100_000_000;

    /// <summary>Whether a file starts with a header length that fits it, and then with a JSON object.</summary>
    public static bool Recognises(ReadOnlySpan<byte> start, long length) =>
        start.Length > LengthBytes && start[LengthBytes] == '{' && start[LengthBytes - 1] == 0
            && BinaryPrimitives.ReadInt64LittleEndian(start) > 0 && length > LengthBytes;

    public static EmbeddingFile Read(Stream file, string path)
    {
        var place = new DataPlace(path);
        Span<byte> prefix = stackalloc byte[LengthBytes];
        file.ReadExactly(prefix);
        var headerLength = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        var rest = file.Length - LengthBytes;
        if (headerLength > Math.Min(rest, MaxHeaderBytes))
        {
            throw place.Error(
                $"announces a header of {headerLength} bytes; {rest} follow, and at most {MaxHeaderBytes} are read: copy or write it " +
                "again");
        }

        var bytes = new byte[headerLength];
        file.ReadExactly(bytes);
        var tensors = Header(bytes, place);
        CheckOffsets(tensors, rest - headerLength, place);

        var (name, tensor) = Choose(tensors, place);
        var format = tensor.Format ?? throw place.Error(
            $"tensor {Excerpt.Of(name)} is of type {Excerpt.Of(tensor.Type)}; allowed are F16, BF16, F32 and F64: save it with " +
            "tensor.float()");
        var shape = new VectorShape(tensor.Shape, place, $"tensor {Excerpt.Of(name)}");
        NpyFile.CheckLength((long)shape.Count * format.Bytes, tensor.End - tensor.Start, place, $"tensor {Excerpt.Of(name)}");

        file.Position = LengthBytes + headerLength + tensor.Start;
        var values = new float[shape.Count];
        format.Read(file, values, place);
        return new EmbeddingFile(path, "safetensors", new DenseMatrix(values, shape.Rows, shape.Columns), null);
    }

    private static (string Name, SafetensorsEntry Tensor) Choose(Dictionary<string, SafetensorsEntry> tensors, DataPlace place)
    {
        if (tensors.TryGetValue(Embeddings, out var named))
        {
            return (Embeddings, named);
        }

        var matrices = tensors.Where(t => t.Value.Shape.Length == 2).Take(2).ToArray();
        return matrices is [var only] ? (only.Key, only.Value) : throw place.Error(
            $"holds {(matrices.Length == 0 ? "no tensor" : "several tensors")} of two axes and none named {Embeddings}; save one tensor " +
            $"of rows × dimensions as save_file({{\"{Embeddings}\": vectors}}, path)");
    }

    private static void CheckOffsets(Dictionary<string, SafetensorsEntry> tensors, long length, DataPlace place)
    {
        var end = 0L;
        foreach (var (name, tensor) in tensors.OrderBy(t => t.Value.Start).ThenBy(t => t.Value.End))
        {
            if (tensor.Start != end || tensor.End < tensor.Start || tensor.End > length)
            {
                throw place.Error(
                    $"tensor {Excerpt.Of(name)} claims bytes {tensor.Start} to {tensor.End} where {end} to {length} are left; tensors " +
                    "must follow each other without gaps: write the file again");
            }

            end = tensor.End;
        }

        if (end != length)
        {
            throw place.Error($"holds {length} bytes of tensors, but its header speaks of {end}; copy or write it again");
        }
    }

    private static Dictionary<string, SafetensorsEntry> Header(byte[] bytes, DataPlace place)
    {
        var tensors = new Dictionary<string, SafetensorsEntry>(StringComparer.Ordinal);
        try
        {
            var reader = new Utf8JsonReader(bytes);
            Expect(reader.Read() && reader.TokenType == JsonTokenType.StartObject, "something else than an object", place);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                if (name == "__metadata__")
                {
                    reader.Read();
                    reader.Skip();
                }
                else
                {
                    Expect(tensors.TryAdd(name, Entry(ref reader, name, place)), $"tensor {Excerpt.Of(name)} twice", place);
                }
            }

            // What follows the object is padding by spaces; anything else the parser refuses.
            reader.Read();
            return tensors;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
        {
            throw place.Error("has a header that is not valid JSON; copy or write it again", fault);
        }
    }

    private static SafetensorsEntry Entry(ref Utf8JsonReader reader, string tensor, DataPlace place)
    {
        string? type = null;
        long[]? shape = null;
        long[]? offsets = null;
        reader.Read();
        Expect(reader.TokenType == JsonTokenType.StartObject, $"no object for tensor {Excerpt.Of(tensor)}", place);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString();
            reader.Read();
            switch (key)
            {
                case "dtype" when type is null:
                    type = reader.GetString();
                    break;
                case "shape" when shape is null:
                    shape = Integers(ref reader, tensor, place);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = Integers(ref reader, tensor, place);
                    break;
                default:
                    throw place.Error($"has {Excerpt.Of(key!)} for tensor {Excerpt.Of(tensor)} in its header; allowed are dtype, shape " +
                        "and data_offsets, once each");
            }
        }

        return type is not null && shape is not null && offsets is [var start, var end]
            ? new SafetensorsEntry(type, shape, start, end)
            : throw place.Error($"lacks dtype, shape or two data_offsets for tensor {Excerpt.Of(tensor)} in its header; write it again");
    }

    private static long[] Integers(ref Utf8JsonReader reader, string tensor, DataPlace place)
    {
        const int MaxCount = 32;
        var values = new List<long>();
        Expect(reader.TokenType == JsonTokenType.StartArray, $"no list of integers for tensor {Excerpt.Of(tensor)}", place);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Expect(
                reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) && value >= 0 && values.Count < MaxCount,
                $"no short list of integers from 0 for tensor {Excerpt.Of(tensor)}",
                place);
            values.Add(reader.GetInt64());
        }

        return [.. values];
    }

    private static void Expect(bool holds, string found, DataPlace place)
    {
        if (!holds)
        {
            throw place.Error($"has {found} in its header; write it again with safetensors' save_file");
        }
    }
}
