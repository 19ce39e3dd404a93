using System.Runtime.InteropServices;
using Google.Protobuf;
using Trainer.Onnx;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Features.Encoders;

/// <summary>A network with other weights in place of some of its own.</summary>
/// <param name="network">The network.</param>
/// <param name="weights">New values by the place of a constant among those that the network writes.</param>
internal sealed class ReweightedGraph(IEncoderGraph network, IReadOnlyDictionary<int, float[]> weights) : IEncoderGraph
{
    public int Dimension => network.Dimension;

    public int BatchRows => network.BatchRows;

    public string Emit(GraphBuilder graph, string ids, string attention)
    {
        var constants = graph.Graph.Initializer;
        var first = constants.Count;
        var vectors = network.Emit(graph, ids, attention);
        foreach (var (place, values) in weights)
        {
            var constant = constants[first + place];
            if (constant.DataType != (int)DataType.Float || constant.Dims.Aggregate(1L, (product, size) => product * size) != values.Length)
            {
                throw new ArgumentException($"constant {place} of the encoder is not one of {values.Length} floats");
            }

            constant.FloatData.Clear();
            constant.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan()));
        }

        return vectors;
    }
}
