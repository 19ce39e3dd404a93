using Google.Protobuf;
using Trainer.Onnx.Schema;

namespace Trainer.Onnx;

/// <summary>What a graph says of itself, read and rewritten without running it.</summary>
public static class GraphBytes
{
    /// <summary>Names of its inputs, in its own order.</summary>
    /// <exception cref="Google.Protobuf.InvalidProtocolBufferException">The bytes are not a protobuf message.</exception>
    public static IReadOnlyList<string> Inputs(byte[] model) =>
        [.. ModelProto.Parser.ParseFrom(model).Graph?.Input.Select(input => input.Name) ?? []];

    /// <summary>The last dimension of an output, or 1 where it has one dimension only: what the graph gives for each text.</summary>
    /// <exception cref="ArgumentException">There is no such output.</exception>
    public static int LastDimension(byte[] model, string output)
    {
        var info = ModelProto.Parser.ParseFrom(model).Graph?.Output.FirstOrDefault(value => value.Name == output)
            ?? throw new ArgumentException($"the graph has no output '{output}'", nameof(output));
        var shape = info.Type.TensorType.Shape.Dim;
        return shape.Count < 2 ? 1 : (int)shape[^1].DimValue;
    }

    /// <summary>
    /// The model with other metadata in place of its own; every other field, unknown ones too, is copied byte by byte. The result is what
    /// <see cref="GraphBuilder.Build"/> would have written with these metadata. O(bytes).
    /// </summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes are not a protobuf message.</exception>
    public static byte[] WithMetadata(byte[] model, IReadOnlyDictionary<string, string> metadata)
    {
        using var output = new MemoryStream(model.Length + 1024);
        var input = new CodedInputStream(model);
        var start = 0;
        while (input.ReadTag() is not 0 and var tag)
        {
            input.SkipLastField();
            var end = (int)input.Position;
            if (WireFormat.GetTagFieldNumber(tag) != ModelProto.MetadataPropsFieldNumber)
            {
                output.Write(model, start, end - start);
            }

            start = end;
        }

        new ModelProto { MetadataProps = { Entries(metadata) } }.WriteTo(output);
        return output.ToArray();
    }

    /// <summary>Metadata as the schema has them, in ordinal order of the keys.</summary>
    internal static IEnumerable<StringStringEntryProto> Entries(IReadOnlyDictionary<string, string> metadata) =>
        metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => new StringStringEntryProto { Key = pair.Key, Value = pair.Value });
}
