using Trainer.Onnx.Schema;

namespace Trainer.Features.Tests.Encoders;

internal static class Protos
{
    public static ValueInfoProto Named(this ValueInfoProto value, string name)
    {
        value.Name = name;
        return value;
    }
}
