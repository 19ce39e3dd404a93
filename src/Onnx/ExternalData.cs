using Google.Protobuf;
using Google.Protobuf.Reflection;
using Trainer.Onnx.Schema;

namespace Trainer.Onnx;

/// <summary>
/// Finds tensors whose data lies in another file. Such a graph makes whoever loads it read a path that its author chose, and its bytes are
/// not all that its digest covers.
/// </summary>
internal static class ExternalData
{
    // The bound of protobuf's own parsers; a hostile file could otherwise exhaust the stack.
    private const int MaxDepth = 100;

    /// <summary>Whether any tensor refers to another file. Walks the wire format without copying it: O(fields) time, O(1) memory.</summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes are not a protobuf message.</exception>
    /// <exception cref="InvalidDataException">The message nests deeper than any graph does.</exception>
    public static bool IsReferencedIn(byte[] model) => IsReferencedIn(model, 0, model.Length, ModelProto.Descriptor, 0);

    private static bool IsReferencedIn(byte[] bytes, int start, int length, MessageDescriptor type, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new InvalidDataException($"the graph nests deeper than {MaxDepth} messages");
        }

        var input = new CodedInputStream(bytes, start, length);
        while (input.ReadTag() is not 0 and var tag)
        {
            var number = WireFormat.GetTagFieldNumber(tag);
            if (type == TensorProto.Descriptor && number is (TensorProto.ExternalDataFieldNumber or TensorProto.DataLocationFieldNumber))
            {
                // No writer has a reason to spell out the default location; refusing it too leaves nothing to interpret.
                return true;
            }

            var content = (int)input.Position; // counted from the start of the array, whatever the offset
            input.SkipLastField();
            if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited
                && type.FindFieldByNumber(number) is { FieldType: FieldType.Message } field)
            {
                var nested = new CodedInputStream(bytes, content, (int)input.Position - content);
                var size = nested.ReadLength();
                if (IsReferencedIn(bytes, (int)nested.Position, size, field.MessageType, depth + 1))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
