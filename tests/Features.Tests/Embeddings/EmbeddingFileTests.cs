using Trainer.Features.Data;
using Trainer.Features.Embeddings;
using Trainer.Features.Tests.Data;

namespace Trainer.Features.Tests.Embeddings;

[TestClass]
public class EmbeddingFileTests
{
    private const string Numbers = "0,1,2,3,4";
    private const string Names = "q0,q1,q2,q3,q4";

    [TestMethod]
    [DataRow("single.npy", "npy", null)]
    [DataRow("fortran.npy", "npy", null)]
    [DataRow("half-big.npy", "npy", null)]
    [DataRow("named.npz", "npz", Names)]
    [DataRow("one.npz", "npz", null)]
    [DataRow("tensor.pt", "pytorch", null)]
    [DataRow("strided.pt", "pytorch", null)]
    [DataRow("by-id.pt", "pytorch", Numbers)]
    [DataRow("views.pt", "pytorch", Names)]
    [DataRow("list.pt", "pytorch", null)]
    [DataRow("named.pt", "pytorch", null)]
    [DataRow("state.pt", "pytorch", null)]
    [DataRow("parameter.pt", "pytorch", null)]
    public void Read_FilesOfOtherPrograms_GivesTheirVectorsUnderAnyName(string name, string format, string? ids)
    {
        using var folder = new TempFolder();
        SomeVectors.AssertHeld(EmbeddingFile.Read(folder.Write("x.txt", Fixture.Bytes(name))), format, ids);
    }

    [TestMethod]
    [DataRow("integers.pt", "data.pkl asks for torch.LongStorage at byte")]
    [DataRow("legacy.pt", "PyTorch's old form")]
    [DataRow("script.pt", "TorchScript")]
    [DataRow("compact-5.pkl", "bare pickle")]
    public void Read_OtherKinds_IsRefusedWithTheWayToConvert(string name, string sentence)
    {
        var fault = Assert.ThrowsExactly<DataFormatException>(() => EmbeddingFile.Read(Fixture.Path(name)));
        Assert.Contains(sentence, fault.Message);
        Assert.Contains("torch.save(", fault.Message);
    }

    [TestMethod]
    [DataRow("prompt,m\nHi,1\n")]
    [DataRow("")]
    [DataRow("PK")]
    public void Read_NoVectors_SaysWhatIsKnown(string text)
    {
        using var folder = new TempFolder();
        var fault = Assert.ThrowsExactly<DataFormatException>(() => EmbeddingFile.Read(folder.Write("x", text)));
        Assert.Contains("is no file of vectors; known are NumPy's", fault.Message);
    }

    [TestMethod]
    public void Read_AbsentFile_SaysSo()
    {
        using var folder = new TempFolder();
        Assert.Contains(
            "cannot be opened", Assert.ThrowsExactly<DataFormatException>(() => EmbeddingFile.Read(folder["absent"])).Message);
    }
}
