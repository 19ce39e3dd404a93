using Trainer.Onnx.Schema;

namespace Trainer.Onnx;

/// <summary>What a graph says of itself, read without running it.</summary>
public static class GraphBytes
{
    /// <summary>Names of its inputs, in its own order.</summary>
    /// <exception cref="Google.Protobuf.InvalidProtocolBufferException">The bytes are not a protobuf message.</exception>
    public static IReadOnlyList<string> Inputs(byte[] model) =>
        [.. ModelProto.Parser.ParseFrom(model).Graph?.Input.Select(input => input.Name) ?? []];
}
