using System.Globalization;
using System.Text;
using Trainer.Features.Data;
using Trainer.Features.Embeddings;
using Trainer.Features.Tests.Data;

namespace Trainer.Features.Tests.Embeddings;

[TestClass]
public class JsonVectorTests
{
    private static readonly string[] _rows = [.. Enumerable.Range(0, SomeVectors.Rows).Select(Row)];

    [TestMethod]
    public void Read_EveryForm_GivesTheSameVectors()
    {
        AssertHeld($"[{string.Join(",\n", _rows)}]", null);
        AssertHeld(Object(i => $"\"q{i}\": {_rows[i]}"), "q0,q1,q2,q3,q4");
        AssertHeld(
            Object(i => $"\"m{i}\": {{\"feature\": \"x\", \"tags\": [\"embedding\"], \"embedding\": {_rows[i]}, \"price\": 0.1}}"),
            "m0,m1,m2,m3,m4");
        AssertHeld(Lines(i => $"{{\"embedding\": {_rows[i]}}}"), null);
        AssertHeld(Lines(i => $"{{\"embedding_id\": {i}, \"embedding\": {_rows[i]}, \"more\": [[1], {{\"embedding\": 2}}]}}"), "0,1,2,3,4");
        AssertHeld(
            Lines(i => $"{{\"query\": \"x\", \"embedding\": {_rows[i]}, \"embedding_id\": {i}, \"qid\": \"q{i}\"}}"), "q0,q1,q2,q3,q4");
        AssertHeld($"[{Lines(i => $"{{\"id\": \"a{i}\", \"embedding\": {_rows[i]}}}").Replace('\n', ',')}]", "a0,a1,a2,a3,a4");
    }

    [TestMethod]
    public void Read_GzippedWithByteOrderMark_EqualsPlain()
    {
        using var folder = new TempFolder();
        var path = folder.Write("x", TempFolder.Gzip($"\uFEFF\n [{string.Join(",", _rows)}]"));
        SomeVectors.AssertHeld(EmbeddingFile.Read(path), "json", null);
    }

    [TestMethod]
    public void Read_ManyMegabytesOnOneLine_Streams()
    {
        using var folder = new TempFolder();
        const int Rows = 3000, Columns = 400;
        var text = new StringBuilder("{");
        for (var r = 0; r < Rows; r++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(r > 0 ? "," : "")}\"q{r}\":[");
            for (var c = 0; c < Columns; c++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{(c > 0 ? "," : "")}{r}.{c:000}000");
            }

            text.Append(']');
        }

        var file = EmbeddingFile.Read(folder.Write("x", text.Append('}').ToString()));
        Assert.IsGreaterThan(DataLimits.MaxLineBytes, text.Length);
        Assert.AreEqual((Rows, Columns, "q2999"), (file.Vectors.RowCount, file.Vectors.ColumnCount, file.Ids![^1]));
        Assert.AreEqual(2999.399f, file.Vectors.Row(2999)[399]);
        Assert.AreEqual(1234.005f, file.Vectors.Row(1234)[5]);
    }

    [TestMethod]
    [DataRow("[[1,2],[1]]", "row 2 has 1 numbers where 2 are needed")]
    [DataRow("[[1,2],[1,2,3]]", "row 2 has more than the 2 numbers")]
    [DataRow("[[]]", "row 1 has 0 numbers")]
    [DataRow("[]", "holds no vectors")]
    [DataRow("{}", "row 1 has no embedding")]
    [DataRow("[1,2]", "row 1 of the list is a Number")]
    [DataRow("[[1,2],[1,\"2\"]]", "row 2 holds a String in column 2")]
    [DataRow("[[1,null]]", "row 1 holds a Null in column 2")]
    [DataRow("[[[1]]]", "row 1 holds a StartArray in column 1")]
    [DataRow("[[1,2]][[1,2]]", "goes on with a StartArray after its end")]
    [DataRow("{\"a\":[1]}{\"b\":[1]}", "goes on with a StartObject after its end")]
    [DataRow("[[1,NaN]]", "is not valid JSON")]
    [DataRow("[[1,2],", "is not valid JSON")]
    [DataRow("[[1,1e39]]", "row 1 of 1 holds infinity, or a number beyond float32's")]
    [DataRow("[[1,1e999]]", "row 1 of 1 holds infinity")]
    [DataRow("{\"a\":[1],\"b\":3}", "holds a Number under b")]
    [DataRow("{\"b\":3,\"a\":[1]}", "holds a StartArray under a")]
    [DataRow("{\"a\":{\"x\":[1]}}", "a has no embedding")]
    [DataRow("{\"id\":1,\"embedding\":[1]}\n{\"embedding\":[1]}", "row 2 has no id, unlike those before it")]
    [DataRow("{\"embedding\":[1]}\n{\"id\":1,\"embedding\":[1]}", "row 2 has an id, unlike those before it")]
    [DataRow("{\"id\":1,\"embedding\":[1],\"embedding\":[2]}", "has a second embedding")]
    [DataRow("{\"id\":1.5,\"embedding\":[1]}", "neither a text nor an integer")]
    [DataRow("{\"id\":true,\"embedding\":[1]}", "neither a text nor an integer")]
    [DataRow("{\"id\":\"\\ud800\",\"embedding\":[1]}", "not valid Unicode")]
    [DataRow("{\"id\":1,\"embedding\":[1]}\n[[1]]", "goes on with a list after rows")]
    public void Read_OtherJson_IsRefused(string text, string sentence)
    {
        using var folder = new TempFolder();
        var path = folder.Write("x", text);
        Assert.Contains(sentence, Assert.ThrowsExactly<DataFormatException>(() => EmbeddingFile.Read(path)).Message);
    }

    [TestMethod]
    public void Read_DeepNesting_IsRefused()
    {
        using var folder = new TempFolder();
        var path = folder.Write("x", "{\"id\":1,\"embedding\":[1],\"x\":" + new string('[', 100_000));
        Assert.Contains("is not valid JSON", Assert.ThrowsExactly<DataFormatException>(() => EmbeddingFile.Read(path)).Message);
    }

    [TestMethod]
    public void Read_ModelsOfLlmRouter_GivesOneVectorPerModel()
    {
        var file = EmbeddingFile.Read(SharedData.Path("llmrouter/data/example_data/llm_candidates/default_llm_embeddings.json"));
        Assert.AreEqual(768, file.Vectors.ColumnCount);
        Assert.AreEqual(file.Vectors.RowCount, file.Ids!.Count);
        Assert.AreEqual("qwen2.5-7b-instruct", file.Ids[0]);
        Assert.AreEqual((float)0.04236221686005592, file.Vectors.Row(0)[0]);
    }

    private static string Row(int row) => $"[{string.Join(", ", Enumerable.Range(0, SomeVectors.Columns)
        .Select(c => SomeVectors.Value(row, c).ToString("R", CultureInfo.InvariantCulture)))}]";

    private static string Lines(Func<int, string> line) => string.Join("\n", Enumerable.Range(0, SomeVectors.Rows).Select(line));

    private static string Object(Func<int, string> pair) => $"{{{Lines(pair).Replace("\n", ",\n", StringComparison.Ordinal)}}}";

    private static void AssertHeld(string text, string? ids)
    {
        using var folder = new TempFolder();
        SomeVectors.AssertHeld(EmbeddingFile.Read(folder.Write("x", text)), "json", ids);
    }
}
