using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Trainer.Onnx;
using Trainer.Onnx.Schema;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Features.Tests.Onnx;

[TestClass]
public sealed class GraphSessionTests
{
    [TestMethod]
    public void Run_OneTextAndSeveral_GiveTheSameScores()
    {
        using var session = new GraphSession(IsYes().Build(new Dictionary<string, string> { ["key"] = "välue" }));
        var one = new float[2];
        var several = new float[6];

        session.Run("yes", one);
        session.Run(["yes", "no", ""], several);

        Assert.AreEqual(2, session.ScoresPerText);
        Assert.AreEqual("välue", session.Metadata["key"]);
        CollectionAssert.AreEqual(new[] { 1f, 2f }, one);
        CollectionAssert.AreEqual(new[] { 1f, 2f, 0f, 1f, 0f, 1f }, several);
    }

    [TestMethod]
    public void Run_LongTextThenShortThenEmpty_ForgetsTheFormer()
    {
        using var session = new GraphSession(IsYes().Build(new Dictionary<string, string>()));
        var scores = new float[2];
        foreach (var (text, expected) in new[] { (new string('y', 100_000), 0f), ("yes", 1f), ("", 0f), ("yes", 1f), ("ye", 0f) })
        {
            session.Run(text, scores);
            Assert.AreEqual(expected, scores[0], text[..Math.Min(9, text.Length)]);
        }
    }

    [TestMethod]
    public void Run_RoomForOtherThanItsScores_Throws()
    {
        using var session = new GraphSession(IsYes().Build(new Dictionary<string, string>()));
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => session.Run("yes", new float[1])).Message, "1 texts and room for 1 scores");
        Assert.ThrowsExactly<ArgumentException>(() => session.Run("yes", new float[3]));
        Assert.ThrowsExactly<ArgumentException>(() => session.Run(["yes", "no"], new float[2]));
        Assert.ThrowsExactly<ArgumentException>(() => session.Run((IReadOnlyList<string>)[], []));
    }

    [TestMethod]
    public void Load_AnotherInputOrOutput_SaysWhatIsAllowed()
    {
        AssertRefused(graph => graph.Output(
            "scores",
            graph.Input("prompt", DataType.Float, GraphBuilder.Batch),
            DataType.Float,
            GraphBuilder.Batch), "inputs are prompt");
        AssertRefused(graph => graph.Output(
            "scores", graph.Input("text", DataType.Float, GraphBuilder.Batch), DataType.Float, GraphBuilder.Batch), "of strings [N]");
        AssertRefused(
            graph => graph.Output("scores", Count(graph, graph.Input("text", DataType.String, 1)), DataType.Float, 1),
            "of strings [N]");
        AssertRefused(graph => graph.Output(
            "result",
            Count(graph, graph.Input("text", DataType.String, GraphBuilder.Batch)),
            DataType.Float,
            GraphBuilder.Batch), "outputs are result");
        AssertRefused(graph => graph.Output(
            "scores",
            Count(graph, graph.Input("text", DataType.String, GraphBuilder.Batch)),
            DataType.Float,
            GraphBuilder.Batch,
            "M"), "of floats [N]");
    }

    [TestMethod]
    public void Load_NodeThatDoesNotExist_IsTheRuntimesError()
    {
        var graph = new GraphBuilder("g");
        graph.Output(
            "scores",
            graph.Add("NoSuchOperator", [graph.Input("text", DataType.String, GraphBuilder.Batch)]),
            DataType.Float,
            GraphBuilder.Batch);
        Assert.Throws<OnnxRuntimeException>(() => new GraphSession(graph.Build(new Dictionary<string, string>())));
    }

    [TestMethod]
    public void Load_BytesThatAreNoMessage_Throws()
    {
        Assert.ThrowsExactly<InvalidProtocolBufferException>(() => new GraphSession("garbage"u8.ToArray()));
        Assert.Throws<OnnxRuntimeException>(() => new GraphSession([]));
    }

    [TestMethod]
    [DynamicData(nameof(PlacesOfTensors))]
    public void Load_ExternalDataAnywhere_IsRefused(string place)
    {
        var tensor =
            new TensorProto { Name = "t", DataType = (int)DataType.Float, Dims = { 1 }, RawData = ByteString.CopyFrom(new byte[4]) };
        using (new GraphSession(With(place, tensor).ToByteArray()))
        {
            // The tensor alone is fine.
        }

        var located = tensor.Clone();
        located.DataLocation = TensorProto.Types.DataLocation.External;
        AssertExternal(With(place, located));

        var named = tensor.Clone();
        named.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "weights.bin" });
        AssertExternal(With(place, named));
    }

    [TestMethod]
    public void Load_GraphsNestedWithoutEnd_IsRefusedWithoutACrash()
    {
        // Branches within branches, each level three messages deep, written from the inside out.
        var message = Array.Empty<byte>();
        for (var level = 0; level < 2000; level++)
        {
            message = Field(GraphProto.NodeFieldNumber, Field(NodeProto.AttributeFieldNumber, Field(AttributeProto.GFieldNumber, message)));
        }

        var model = Field(ModelProto.GraphFieldNumber, message);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => new GraphSession(model)).Message, "nests deeper");
    }

    public static IEnumerable<string[]> PlacesOfTensors => [["initializer"], ["attribute"], ["function"], ["subgraph"]];

    /// <summary>A good graph with the tensor in one of the places where a tensor can be.</summary>
    private static ModelProto With(string place, TensorProto tensor)
    {
        var model = ModelProto.Parser.ParseFrom(IsYes().Build(new Dictionary<string, string>()));
        var graph = model.Graph;
        switch (place)
        {
            case "initializer":
                graph.Initializer.Add(tensor);
                break;
            case "attribute":
                graph.Node.Add(Constant(tensor));
                break;
            case "function":
                // Nobody calls it, and it is loaded all the same.
                model.Functions.Add(new FunctionProto
                {
                    Name = "F",
                    Domain = "local",
                    Output = { "o" },
                    OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 17 } },
                    Node = { Constant(tensor) },
                });
                model.OpsetImport.Add(new OperatorSetIdProto { Domain = "local", Version = 1 });
                break;
            default:
                var branch = new GraphProto
                {
                    Name = "branch",
                    Node = { Constant(tensor) },
                    Output = { new ValueInfoProto { Name = "o", Type = FloatTensor() } },
                };
                graph.Initializer.Add(
                    new TensorProto { Name = "condition", DataType = (int)DataType.Bool, RawData = ByteString.CopyFrom(1) });
                graph.Node.Add(new NodeProto
                {
                    OpType = "If",
                    Name = "if",
                    Input = { "condition" },
                    Output = { "unused" },
                    Attribute = { Branch("then_branch", branch), Branch("else_branch", branch) },
                });
                break;
        }

        return model;
    }

    private static NodeProto Constant(TensorProto tensor) => new()
    {
        OpType = "Constant",
        Name = "constant",
        Output = { "o" },
        Attribute = { new AttributeProto { Name = "value", Type = AttributeProto.Types.AttributeType.Tensor, T = tensor } },
    };

    private static AttributeProto Branch(string name, GraphProto graph) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Graph, G = graph };

    private static TypeProto FloatTensor() => new()
    {
        TensorType = new TypeProto.Types.Tensor
        {
            ElemType = (int)DataType.Float,
            Shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimValue = 1 } } },
        },
    };

    private static byte[] Field(int number, byte[] content)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes))
        {
            output.WriteTag(number, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(content));
        }

        return bytes.ToArray();
    }

    private static void AssertExternal(ModelProto model) =>
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidDataException>(() => new GraphSession(model.ToByteArray())).Message, "another file");

    private static void AssertRefused(Action<GraphBuilder> build, string expected)
    {
        var graph = new GraphBuilder("g");
        build(graph);
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidDataException>(() => new GraphSession(graph.Build(new Dictionary<string, string>()))).Message,
            expected);
    }

    private static string Count(GraphBuilder graph, string text) =>
        graph.Add("Cast", [graph.Add("Shape", [text])], Attr.Int("to", (long)DataType.Float));

    /// <summary>Scores (1, 2) for "yes" and (0, 1) for all else.</summary>
    private static GraphBuilder IsYes()
    {
        var graph = new GraphBuilder("is_yes");
        var text = graph.Input("text", DataType.String, GraphBuilder.Batch);
        var found = graph.Add(
            "LabelEncoder",
            GraphBuilder.MlDomain,
            [text],
            Attr.Strings("keys_strings", ["yes"]),
            Attr.Floats("values_floats", [1]),
            new AttributeProto { Name = "default_float", Type = AttributeProto.Types.AttributeType.Float, F = 0 });
        var column = graph.Add("Unsqueeze", [found, graph.Constant("axes", [1L], 1)]);
        graph.Output(
            "scores", graph.Add("Add", [column, graph.Constant("offsets", [0f, 1f], 1, 2)]), DataType.Float, GraphBuilder.Batch, 2);
        return graph;
    }
}
