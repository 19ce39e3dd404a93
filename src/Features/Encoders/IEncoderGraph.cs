using Trainer.Onnx;

namespace Trainer.Features.Encoders;

/// <summary>The network of a sentence encoder, as nodes of a graph.</summary>
internal interface IEncoderGraph
{
    /// <summary>Length of an embedding.</summary>
    int Dimension { get; }

    /// <summary>Rows that may run together without changing each other's vectors by a single bit.</summary>
    int BatchRows { get; }

    /// <summary>
    /// Writes the network as nodes: piece ids and attention, both int64 [rows, length], to one vector per row, float [rows,
    /// <see cref="Dimension"/>].
    /// </summary>
    string Emit(GraphBuilder graph, string ids, string attention);
}
