using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Trainer.Features.Data;
using Trainer.Features.Embeddings;
using Trainer.Features.Tests.Data;

namespace Trainer.Features.Tests.Embeddings;

/// <summary>Archives written by hand; pickles are texts of Latin-1, a character per byte.</summary>
[TestClass]
public class TorchFileTests
{
    private const string Storage = "(X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\0" + "0X\u0003\0\0\0cpuK\u0014tQ";
    private const string Whole = "K\0K\u0005K\u0004\u0086K\u0004K\u0001\u0086";

    [TestMethod]
    [DataRow(null, false)]
    [DataRow("little", false)]
    [DataRow("big", true)]
    public void Read_EitherByteOrder_GivesTheSameVectors(string? order, bool isBig)
    {
        using var folder = new TempFolder();
        var numbers = SomeVectors.All.SelectMany(v => isBig ? BitConverter.GetBytes(v).Reverse() : BitConverter.GetBytes(v)).ToArray();
        var path = folder.Write("x", Archive(Tensor(Storage, Whole) + ".", numbers, order));
        SomeVectors.AssertHeld(EmbeddingFile.Read(path), "pytorch", null);
    }

    [TestMethod]
    [DataRow("K\u0001K\u0005K\u0004\u0086K\u0004K\u0001\u0086", "reaches beyond its storage of 20 numbers")]
    [DataRow("K\0K\u0006K\u0004\u0086K\u0004K\u0001\u0086", "reaches beyond its storage of 20 numbers")]
    [DataRow("K\0K\u0005K\u0004\u0086K\u0005K\u0001\u0086", "reaches beyond its storage of 20 numbers")]
    [DataRow("J\u00FF\u00FF\u00FF\u00FFK\u0005K\u0004\u0086K\u0004K\u0001\u0086", "reaches beyond its storage of 20 numbers")]
    [DataRow("K\0K\u0005K\u0004\u0086K\u0004\u0085", "reaches beyond its storage of 20 numbers")]
    [DataRow("K\0K\u0002K\u0002\u0086\u008A\u0008\0\0\0\0\0\0\0\u0040\u008A\u0008\0\0\0\0\0\0\0\u0040\u0086", "reaches beyond its storage")]
    [DataRow("K\0\u008A\u0008\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u007FK\u0004\u0086K\u0001K\u0001\u0086", "reaches beyond its storage")]
    [DataRow("K\0K\u0005K\u0004\u0086J\u00FF\u00FF\u00FF\u00FFK\u0001\u0086", "something else than a tuple of at most 2 integers from 0")]
    [DataRow("K\0K\u0005K\u0002K\u0002\u0087K\u0004K\u0002K\u0001\u0087", "something else than a tuple of at most 2 integers from 0")]
    [DataRow("K\0K\0K\u0004\u0086K\u0004K\u0001\u0086", "holds no vectors")]
    [DataRow("K\0K\u0014\u0085K\u0001\u0085", "the tensor has 1 axes")]
    [DataRow("K\0\u008A\u0005\0\0\0\0\u0001K\u0004\u0086K\0K\u0001\u0086", "allowed are 536870912 numbers")]
    [DataRow("K\0M\u0000\u0060M\u0000\u0010\u0086K\0K\0\u0086", "makes 100663296 numbers out of 20 that are stored; save tensor.contiguous()")]
    public void Read_TensorThatIsNotInItsStorage_IsRefused(string view, string sentence) =>
        AssertRefused(Tensor(Storage, view) + ".", sentence);

    [TestMethod]
    public void Read_RepeatedRow_IsReadWithinReason()
    {
        using var folder = new TempFolder();
        var path = folder.Write("x", Archive(Tensor(Storage, "K\u0004K\u0003K\u0002\u0086K\0K\u0003\u0086") + "."));
        CollectionAssert.AreEqual(new[] { -0.75f, 0, -0.75f, 0, -0.75f, 0 }, EmbeddingFile.Read(path).Vectors.Values.ToArray());
    }

    [TestMethod]
    [DataRow("cos\nsystem\nX\u0002\0\0\0ls\u0085R.", "data.pkl asks for os.system at byte 2; only tensors of floats are read")]
    [DataRow("ctorch._utils\n_rebuild_tensor\n.", "data.pkl asks for torch._utils._rebuild_tensor")]
    [DataRow("ctorch\nFloatStorage\n)R.", "data.pkl calls torch.FloatStorage")]
    [DataRow("ctorch._utils\n_rebuild_parameter\nN\u0085R.", "something else than a tensor")]
    [DataRow("K\u0001Q.", "something else than a tuple")]
    [DataRow("(X\u0007\0\0\0storageK\u0001K\u0001K\u0001K\u0001tQ.", "something else than a storage type")]
    [DataRow("(X\u0007\0\0\0storageccollections\nOrderedDict\nK\u0001K\u0001K\u0001tQ.", "something else than a storage type")]
    [DataRow("(X\u0006\0\0\0moduleK\u0001K\u0001K\u0001K\u0001tQ.", "something else than a storage of 5 parts")]
    [DataRow("(X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\0" + "0NJ\u00FF\u00FF\u00FF\u00FFtQ.", "a count of 0 to 536870912")]
    [DataRow("N.", "holds no tensors")]
    [DataRow("}.", "holds no vectors")]
    [DataRow("}K\u0001Ns.", "neither vectors by id nor one tensor")]
    [DataRow("].", "holds no vectors")]
    [DataRow("]Na.", "something else than a vector as item 1")]
    public void Read_AnythingButTensors_IsRefusedByName(string pickle, string sentence) => AssertRefused(pickle, sentence);

    [TestMethod]
    public void Read_StorageThatIsNotThere_IsRefused()
    {
        var other = Storage.Replace("\u0001\0\0\0" + "0", "\u0001\0\0\0" + "7", StringComparison.Ordinal);
        AssertRefused(Tensor(other, Whole) + ".", "holds no archive/data/7, though it refers to it");
        var outside = Storage.Replace("\u0001\0\0\0" + "0", "\u0005\0\0\0" + "../..", StringComparison.Ordinal);
        AssertRefused(Tensor(outside, Whole) + ".", "holds no archive/data/../..");
        var longer = Storage.Replace("K\u0014", "K\u0015", StringComparison.Ordinal);
        AssertRefused(Tensor(longer, Whole) + ".", "storage 0 needs 84 bytes by its header, but 80 follow");
    }

    [TestMethod]
    public void Read_VectorsById_NeedOneDimensionAndOneStory()
    {
        var first = Tensor(Storage, "K\0K\u0004\u0085K\u0001\u0085");
        var shorter = Tensor(Storage, "K\0K\u0003\u0085K\u0001\u0085");
        AssertRefused($"}}(K\u0001{first}K\u0002{shorter}u.", "vector 2 has 3 numbers, but the first has 4");
        var otherStory = Tensor(Storage.Replace("K\u0014", "K\u0013", StringComparison.Ordinal), "K\0K\u0004\u0085K\u0001\u0085");
        AssertRefused($"}}(K\u0001{first}K\u0002{otherStory}u.", "speaks of storage 0 in two ways");
        AssertRefused($"}}(G\0\0\0\0\0\0\0\0{first}u.", "neither an integer nor a text");
    }

    [TestMethod]
    public void Read_OtherByteOrderOrFolder_IsRefused()
    {
        using var folder = new TempFolder();
        var path = folder.Write("x", Archive(Tensor(Storage, Whole) + ".", null, "middle"));
        Assert.Contains("has the byte order middle", Assert.ThrowsExactly<DataFormatException>(() => EmbeddingFile.Read(path)).Message);
    }

    private static string Tensor(string storage, string view) =>
        $"ctorch._utils\n_rebuild_tensor_v2\n({storage}{view}\u0089ccollections\nOrderedDict\n)RtR";

    private static void AssertRefused(string pickle, string sentence)
    {
        using var folder = new TempFolder();
        var path = folder.Write("x", Archive(pickle));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(sentence, Assert.ThrowsExactly<DataFormatException>(() => EmbeddingFile.Read(path)).Message);
        Assert.IsLessThan(4 << 20, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static byte[] Archive(string pickle, byte[]? numbers = null, string? order = null)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            Add("data.pkl", Encoding.Latin1.GetBytes("\u0080\u0002" + pickle));
            Add("data/0", numbers ?? MemoryMarshal.AsBytes<float>(SomeVectors.All).ToArray());
            if (order is not null)
            {
                Add("byteorder", Encoding.ASCII.GetBytes(order));
            }

            void Add(string name, byte[] content)
            {
                using var entry = zip.CreateEntry("archive/" + name, CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }
}
