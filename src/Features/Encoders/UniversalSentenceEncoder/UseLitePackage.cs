using System.Buffers.Binary;
using System.Text.Json;

namespace Trainer.Features.Encoders.UniversalSentenceEncoder;

/// <summary>
/// The published files of Universal Sentence Encoder lite (Cer et al. 2018, arXiv:1803.11175) as TensorFlow.js stores them: a list of
/// weights with names and shapes, the weights in shards, and the vocabulary. They lie beside the program.
/// </summary>
internal sealed class UseLitePackage
{
    private readonly Dictionary<string, (long[] Shape, int Offset)> _weights = new(StringComparer.Ordinal);
    private readonly byte[] _data;

    public UseLitePackage(string folder)
    {
        try
        {
            _data = ReadShards(folder);
            VocabularyFile = File.ReadAllBytes(Path.Combine(folder, "vocab.json"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException
            or InvalidOperationException)
        {
            throw new EncoderException(
                $"the default encoder's files in {folder} cannot be used: {e.Message}; build the program again, which puts them there", e);
        }
    }

    /// <summary>Where the build puts the files.</summary>
    public static string DefaultFolder => Path.Combine(AppContext.BaseDirectory, "encoders", "use-lite");

    /// <summary>The vocabulary as published: a JSON list of pieces with their log probabilities.</summary>
    public byte[] VocabularyFile { get; }

    /// <summary>One weight tensor, row by row.</summary>
    public (float[] Values, long[] Shape) Weight(string name)
    {
        if (!_weights.TryGetValue(name, out var weight))
        {
            throw new EncoderException($"the default encoder's files hold no weight {name}; they are of another version");
        }

        var values = new float[weight.Shape.Aggregate(1L, (product, size) => product * size)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(_data.AsSpan(weight.Offset + (4 * i)));
        }

        return (values, weight.Shape);
    }

    private byte[] ReadShards(string folder)
    {
        using var model = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "model.json")));
        using var data = new MemoryStream();
        var offset = 0;
        foreach (var group in model.RootElement.GetProperty("weightsManifest").EnumerateArray())
        {
            foreach (var path in group.GetProperty("paths").EnumerateArray())
            {
                data.Write(File.ReadAllBytes(Path.Combine(folder, Path.GetFileName(path.GetString()!))));
            }

            foreach (var weight in group.GetProperty("weights").EnumerateArray())
            {
                long[] shape = [.. weight.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
                _weights.Add(weight.GetProperty("name").GetString()!, (shape, offset));
                offset += 4 * (int)shape.Aggregate(1L, (product, size) => product * size); // float32 and int32 alike
            }
        }

        return data.Length == offset
            ? data.ToArray()
            : throw new InvalidOperationException($"the shards hold {data.Length} bytes, model.json lists {offset}");
    }
}
