using System.Text;
using Google.Protobuf;
using Trainer.Onnx.Schema;
using Kind = Trainer.Onnx.Schema.AttributeProto.Types.AttributeType;

namespace Trainer.Onnx;

/// <summary>Attributes of ONNX nodes, one factory per type.</summary>
public static class Attr
{
    /// <summary>An integer.</summary>
    public static AttributeProto Int(string name, long value) => new() { Name = name, Type = Kind.Int, I = value };

    /// <summary>Integers.</summary>
    public static AttributeProto Ints(string name, IEnumerable<long> values) => new() { Name = name, Type = Kind.Ints, Ints = { values } };

    /// <summary>A float.</summary>
    public static AttributeProto Float(string name, float value) => new() { Name = name, Type = Kind.Float, F = value };

    /// <summary>Floats.</summary>
    public static AttributeProto Floats(string name, IEnumerable<float> values) =>
        new() { Name = name, Type = Kind.Floats, Floats = { values } };

    /// <summary>A string.</summary>
    public static AttributeProto String(string name, string value) => new() { Name = name, Type = Kind.String, S = Utf8(value) };

    /// <summary>Strings.</summary>
    public static AttributeProto Strings(string name, IEnumerable<string> values) =>
        new() { Name = name, Type = Kind.Strings, Strings = { values.Select(Utf8) } };

    private static ByteString Utf8(string value) => ByteString.CopyFrom(value, Encoding.UTF8);
}
