using Google.Protobuf;
using Trainer.Onnx.Schema;

namespace Trainer.Sweep.Goals;

/// <summary>
/// Counts the multiplications with stored weights that one row takes through a graph: a stand-in for its latency that is the same on every
/// machine. A transformer's weights count once, though every piece of a text meets them.
/// </summary>
internal static class GraphOperations
{
    private static readonly HashSet<string> Products = ["MatMul", "Gemm", "Conv", "MatMulInteger", "DynamicQuantizeMatMul"];

    /// <exception cref="InvalidProtocolBufferException">The bytes are no model.</exception>
    public static double PerQuery(byte[] model)
    {
        var graph = ModelProto.Parser.ParseFrom(model).Graph;
        var sizes = graph.Initializer.ToDictionary(
            constant => constant.Name, constant => constant.Dims.Aggregate(1.0, (size, dimension) => size * dimension), StringComparer.Ordinal);
        return graph.Node.Sum(node => Products.Contains(node.OpType)
            ? node.Input.Sum(input => sizes.GetValueOrDefault(input))
            : node.OpType.StartsWith("TreeEnsemble", StringComparison.Ordinal) ? Comparisons(node) : 0);
    }

    // A row meets about log2 of a tree's nodes.
    private static double Comparisons(NodeProto node) => node.Attribute.Where(attribute => attribute.Name == "nodes_treeids")
        .SelectMany(attribute => attribute.Ints).GroupBy(tree => tree).Sum(tree => Math.Log2(tree.Count() + 1));
}
