using Trainer.Onnx;
using Trainer.Onnx.Schema;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Features.Tests.Onnx;

[TestClass]
public sealed class GraphBuilderTests
{
    private static readonly Dictionary<string, string> NoMetadata = [];

    [TestMethod]
    public void Build_TheSameCalls_GiveTheSameBytes()
    {
        CollectionAssert.AreEqual(Sample().Build(NoMetadata), Sample().Build(NoMetadata));

        var graph = Sample();
        CollectionAssert.AreEqual(graph.Build(NoMetadata), graph.Build(NoMetadata));
    }

    [TestMethod]
    public void Build_Metadata_IsInOrdinalOrderWhateverOrderItCameIn()
    {
        var one = Sample().Build(new Dictionary<string, string> { ["b"] = "2", ["B"] = "1", ["a"] = "3", ["ä"] = "4" });
        var other = Sample().Build(new Dictionary<string, string> { ["ä"] = "4", ["a"] = "3", ["b"] = "2", ["B"] = "1" });
        CollectionAssert.AreEqual(one, other);
        var keys = ModelProto.Parser.ParseFrom(one).MetadataProps.Select(pair => pair.Key);
        CollectionAssert.AreEqual(new[] { "B", "a", "b", "ä" }, keys.ToArray());
    }

    [TestMethod]
    public void Build_Model_DeclaresTheVersionsThatEveryRuntimeAccepts()
    {
        var model = ModelProto.Parser.ParseFrom(Sample().Build(NoMetadata));
        var opsets = model.OpsetImport.Select(opset => (opset.Domain, opset.Version));
        CollectionAssert.AreEqual(new[] { ("", 17L), (GraphBuilder.MlDomain, 3L), (GraphBuilder.MicrosoftDomain, 1L) }, opsets.ToArray());
        Assert.AreEqual((8L, "trainer", ""), (model.IrVersion, model.ProducerName, model.ProducerVersion));
    }

    [TestMethod]
    public void Add_HintsThatCollide_GetNamesOfTheirOwn()
    {
        var graph = new GraphBuilder("names");
        string[] names =
        [
            graph.Input("x", DataType.Float, GraphBuilder.Batch), graph.Constant("x", [1f]), graph.Constant("x_1", [1f]),
            graph.Constant("x", [2L]),
            graph.Add("Split", ["x"]), .. graph.Add("Split", "", 3, ["x"]), graph.Add("Split", ["x"]), graph.Add("Split_1", ["x"]),
            graph.Scalar(1f), graph.Scalar(1L),
        ];
        graph.Output("y", "x", DataType.Float, GraphBuilder.Batch);

        CollectionAssert.AllItemsAreUnique(names);
        CollectionAssert.AreEqual(new[] { "x", "x_1", "x_1_1", "x_2", "Split" }, names[..5]);
        var model = ModelProto.Parser.ParseFrom(graph.Build(NoMetadata)).Graph;
        CollectionAssert.AllItemsAreUnique(model.Node.Select(node => node.Name).ToArray());
        CollectionAssert.AllItemsAreUnique(
            model.Node.SelectMany(node => node.Output)
                .Concat(model.Initializer.Select(tensor => tensor.Name))
                .Concat(model.Input.Select(input => input.Name))
                .ToArray());
    }

    [TestMethod]
    public void InputAndOutput_NameThatIsTaken_Throws()
    {
        var graph = new GraphBuilder("names");
        graph.Constant("scores", [1f]);
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => graph.Output("scores", "scores", DataType.Float)).Message, "'scores'");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => graph.Input("scores", DataType.Float)).Message, "'scores'");
    }

    [TestMethod]
    public void Constant_Values_AreStoredInTheModelItself()
    {
        var graph = new GraphBuilder("constants");
        graph.Constant("f", [1.5f, -2f, float.NaN, 0f], 2, 2);
        graph.Constant("i", [long.MinValue, 7], 2);
        var tensors = ModelProto.Parser.ParseFrom(graph.Build(NoMetadata)).Graph.Initializer;

        CollectionAssert.AreEqual(new long[] { 2, 2 }, tensors[0].Dims.ToArray());
        Assert.AreEqual("0000C03F000000C00000C0FF00000000", Convert.ToHexString(tensors[0].RawData.Span));
        Assert.AreEqual("00000000000000800700000000000000", Convert.ToHexString(tensors[1].RawData.Span));
        CollectionAssert.AreEqual(new[] { (int)DataType.Float, (int)DataType.Int64 }, tensors.Select(tensor => tensor.DataType).ToArray());
    }

    [TestMethod]
    public void Attr_EveryKind_CarriesItsType()
    {
        AttributeProto[] attributes =
            [Attr.Int("a", 1), Attr.Ints("b", [1, 2]), Attr.Floats("c", [0.5f]), Attr.String("d", "ä"), Attr.Strings("e", ["x", ""])];
        CollectionAssert.AreEqual(
            new[] { "Int", "Ints", "Floats", "String", "Strings" },
            attributes.Select(attribute => attribute.Type.ToString()).ToArray());
        Assert.AreEqual("ä", attributes[3].S.ToStringUtf8());
        CollectionAssert.AreEqual(new[] { "x", "" }, attributes[4].Strings.Select(value => value.ToStringUtf8()).ToArray());
    }

    private static GraphBuilder Sample()
    {
        var graph = new GraphBuilder("sample");
        var x = graph.Input("x", DataType.Float, GraphBuilder.Batch, 2);
        graph.Output(
            "y",
            graph.Add("Add", [graph.Add("Mul", [x, graph.Scalar(2f)]), graph.Constant("offset", [1f, 2f], 2)]),
            DataType.Float,
            GraphBuilder.Batch,
            2);
        return graph;
    }
}
