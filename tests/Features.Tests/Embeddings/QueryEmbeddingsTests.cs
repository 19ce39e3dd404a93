using Trainer.Features.Data;
using Trainer.Features.Embeddings;
using Trainer.Features.Tests.Data;

namespace Trainer.Features.Tests.Embeddings;

[TestClass]
public class QueryEmbeddingsTests
{
    private static readonly DenseMatrix _vectors = new([1, 1, 2, 2, 3, 3], 3, 2);

    [TestMethod]
    public void Join_ByIds_FindsEachQueryWhereverItStands()
    {
        var joined = QueryEmbeddings.Join(Queries("c", "a"), new EmbeddingFile("f", "json", _vectors, ["a", "b", "c"]));
        CollectionAssert.AreEqual(new float[] { 3, 3, 1, 1 }, joined.Vectors.Values.ToArray());
        Assert.AreEqual(1, joined.UnusedCount);
    }

    [TestMethod]
    public void Join_ByOrder_NeedsOneVectorPerQuery()
    {
        var file = new EmbeddingFile("f", "npy", _vectors, null);
        Assert.AreSame(_vectors, QueryEmbeddings.Join(Queries("x", "y", "z"), file).Vectors);
        var fault = Assert.ThrowsExactly<DataFormatException>(() => QueryEmbeddings.Join(Queries("x", "y"), file));
        Assert.Contains("f: has 3 vectors without ids for 2 queries; embed all queries in their order", fault.Message);
    }

    [TestMethod]
    [DataRow("c\nb\na\n")]
    [DataRow("c\r\nb\r\na")]
    [DataRow(" [\"c\", \"b\",\n\"a\"]")]
    public void Join_FileOfIds_NamesTheRows(string text)
    {
        using var folder = new TempFolder();
        var file = new EmbeddingFile("f", "npz", _vectors, ["not", "these", "names"]);
        var joined = QueryEmbeddings.Join(Queries("a", "b", "c"), file, folder.Write("ids", text));
        CollectionAssert.AreEqual(new float[] { 3, 3, 2, 2, 1, 1 }, joined.Vectors.Values.ToArray());
        Assert.AreEqual(0, joined.UnusedCount);
    }

    [TestMethod]
    [DataRow("a\nb\n", "names 2 rows, but f has 3 vectors")]
    [DataRow("a\n\nb\n", "ids have 1 to 1024 bytes")]
    [DataRow("[\"a\", {}]", "allowed are texts and integers")]
    [DataRow("[\"a\"", "is not valid JSON")]
    public void Join_BadFileOfIds_IsRefused(string text, string sentence)
    {
        using var folder = new TempFolder();
        var ids = folder.Write("ids", text);
        var fault = Assert.ThrowsExactly<DataFormatException>(
            () => QueryEmbeddings.Join(Queries("a"), new EmbeddingFile("f", "npy", _vectors, null), ids));
        Assert.Contains(sentence, fault.Message);
        Assert.AreEqual(ids, fault.Path);
    }

    [TestMethod]
    public void Join_MissingQuery_CountsAndNamesOne()
    {
        var file = new EmbeddingFile("f", "json", _vectors, ["a", "b", "c"]);
        var fault = Assert.ThrowsExactly<DataFormatException>(() => QueryEmbeddings.Join(Queries("a", "y", "z"), file));
        Assert.Contains("has no vector for 2 of 3 queries, such as y; its ids are such as a", fault.Message);
    }

    [TestMethod]
    public void Join_RepeatedId_NeedsTheSameVector()
    {
        var same = new EmbeddingFile("f", "json", new DenseMatrix([1, 1, 2, 2, 1, 1], 3, 2), ["a", "b", "a"]);
        Assert.AreEqual(1, QueryEmbeddings.Join(Queries("a"), same).UnusedCount);
        var fault = Assert.ThrowsExactly<DataFormatException>(
            () => QueryEmbeddings.Join(Queries("a"), new EmbeddingFile("f", "json", _vectors, ["a", "b", "a"])));
        Assert.Contains("two different vectors for the id a, in rows 1 and 3", fault.Message);
    }

    private static Query[] Queries(params string[] ids) => [.. ids.Select(id => new Query(id, "text"))];
}
