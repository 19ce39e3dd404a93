using Google.Protobuf;
using Trainer.Onnx;
using Trainer.Onnx.Schema;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Features.Tests.Onnx;

[TestClass]
public class GraphBytesTests
{
    private static readonly Dictionary<string, string> _first = new() { ["b"] = "1", ["a"] = "ä" };
    private static readonly Dictionary<string, string> _none = [];
    private static readonly Dictionary<string, string> _second = new() { ["c"] = "much longer than what was there before", ["b"] = "" };

    [TestMethod]
    public void WithMetadata_AnyGraph_IsWhatTheBuilderWouldHaveWritten()
    {
        CollectionAssert.AreEqual(Graph(_second), GraphBytes.WithMetadata(Graph(_first), _second));
        CollectionAssert.AreEqual(Graph(_none), GraphBytes.WithMetadata(Graph(_first), _none));
        CollectionAssert.AreEqual(Graph(_first), GraphBytes.WithMetadata(Graph(_none), _first));
    }

    [TestMethod]
    public void WithMetadata_FieldsAfterTheMetadataAndUnknownOnes_AreKept()
    {
        var model = ModelProto.Parser.ParseFrom(Graph(_first));
        model.Functions.Add(new FunctionProto { Name = "later" });
        byte[] unknown = [0xBA, 0x3E, 3, 1, 2, 3]; // field 999, three bytes
        var actual = GraphBytes.WithMetadata([.. model.ToByteArray(), .. unknown], _second);

        var read = ModelProto.Parser.ParseFrom(actual);
        Assert.AreEqual("later", read.Functions.Single().Name);
        Assert.AreEqual(model.Graph, read.Graph);
        CollectionAssert.AreEqual(new[] { "b", "c" }, read.MetadataProps.Select(entry => entry.Key).ToArray());
        Assert.IsGreaterThanOrEqualTo(0, actual.AsSpan().IndexOf(unknown));
    }

    [TestMethod]
    public void WithMetadata_NoModel_Throws() =>
        Assert.ThrowsExactly<InvalidProtocolBufferException>(() => GraphBytes.WithMetadata([0x3A, 0x7F, 1], _first));

    [TestMethod]
    public void WithMetadata_Session_ReadsTheNewOnes()
    {
        using var session = new GraphSession(GraphBytes.WithMetadata(Graph(_first), _second));
        Assert.AreEqual(_second["c"], session.Metadata["c"]);
        Assert.IsFalse(session.Metadata.ContainsKey("a"));
    }

    private static byte[] Graph(Dictionary<string, string> metadata)
    {
        var graph = new GraphBuilder("router");
        var text = graph.Input("text", DataType.String, GraphBuilder.Batch);
        var scores = graph.Add("Expand", [graph.Scalar(0.5f), graph.Add("Shape", [text])]);
        graph.Output("scores", scores, DataType.Float, GraphBuilder.Batch);
        return graph.Build(metadata);
    }
}
