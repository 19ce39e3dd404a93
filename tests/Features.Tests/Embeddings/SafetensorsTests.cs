using System.Buffers.Binary;
using System.Text;
using Trainer.Features.Data;
using Trainer.Features.Embeddings;
using Trainer.Features.Tests.Data;

namespace Trainer.Features.Tests.Embeddings;

[TestClass]
public class SafetensorsTests
{
    private const string One = "{\"x\":{\"dtype\":\"F32\",\"shape\":[5,4],\"data_offsets\":[0,80]}}";

    [TestMethod]
    [DataRow("F16", 2)]
    [DataRow("BF16", 2)]
    [DataRow("F32", 4)]
    [DataRow("F64", 8)]
    public void Read_EveryType_GivesTheSameVectors(string type, int size)
    {
        using var folder = new TempFolder();
        var header = $"{{\"__metadata__\":{{\"a\":\"b\"}}," +
            $"\"x\":{{\"dtype\":\"{type}\",\"shape\":[5,4],\"data_offsets\":[0,{20 * size}]}}}}  ";
        SomeVectors.AssertHeld(EmbeddingFile.Read(folder.Write("x", File(header, Body(type)))), "safetensors", null);
    }

    [TestMethod]
    public void Read_SeveralTensors_TakesTheNamedOne()
    {
        using var folder = new TempFolder();
        const string Header = "{\"embeddings\":{\"dtype\":\"F32\",\"shape\":[5,4],\"data_offsets\":[8,88]}," +
            "\"n\":{\"dtype\":\"I64\",\"shape\":[1,1],\"data_offsets\":[0,8]}}";
        SomeVectors.AssertHeld(EmbeddingFile.Read(folder.Write("x", File(Header, [.. new byte[8], .. Body("F32")]))), "safetensors", null);
    }

    [TestMethod]
    [DataRow("{\"x\":{\"dtype\":\"I32\",\"shape\":[5,4],\"data_offsets\":[0,80]}}", "is of type I32; allowed are F16, BF16, F32 and F64")]
    [DataRow("{\"x\":{\"dtype\":\"F32\",\"shape\":[5,4],\"data_offsets\":[0,79]}}", "but its header speaks of 79")]
    [DataRow("{\"x\":{\"dtype\":\"F32\",\"shape\":[5,4],\"data_offsets\":[0,81]}}", "claims bytes 0 to 81 where 0 to 80 are left")]
    [DataRow("{\"x\":{\"dtype\":\"F32\",\"shape\":[5,4],\"data_offsets\":[8,80]}}", "claims bytes 8 to 80 where 0 to 80 are left")]
    [DataRow("{\"x\":{\"dtype\":\"F32\",\"shape\":[5,4],\"data_offsets\":[0,9223372036854775807]}}", "claims bytes 0 to 9223372036854775807")]
    [DataRow("{\"x\":{\"dtype\":\"F32\",\"shape\":[5,4],\"data_offsets\":[80,0]}}", "claims bytes 80 to 0")]
    [DataRow("{\"x\":{\"dtype\":\"F32\",\"shape\":[5,4],\"data_offsets\":[-1,80]}}", "no short list of integers from 0")]
    [DataRow("{\"x\":{\"dtype\":\"F32\",\"shape\":[5,4],\"data_offsets\":[0,80,90]}}", "lacks dtype, shape or two data_offsets")]
    [DataRow("{\"x\":{\"dtype\":\"F32\",\"shape\":[2,4],\"data_offsets\":[0,80]}}", "needs 32 bytes by its header, but 80 follow")]
    [DataRow("{\"x\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,80]}}", "allowed are 536870912 numbers")]
    [DataRow("{\"x\":{\"dtype\":\"F32\",\"shape\":[20],\"data_offsets\":[0,80]}}", "holds no tensor of two axes")]
    [DataRow("{\"embeddings\":{\"dtype\":\"F32\",\"shape\":[20],\"data_offsets\":[0,80]}}", "has 1 axes")]
    [DataRow("{\"x\":{\"dtype\":\"F32\",\"shape\":[5,2],\"data_offsets\":[0,40]},\"y\":{\"dtype\":\"F32\",\"shape\":[5,2],\"data_offsets\":[40,80]}}", "holds several tensors of two axes")]
    [DataRow("{\"x\":{\"dtype\":\"F32\",\"shape\":[5,4],\"data_offsets\":[0,80]},\"y\":{\"dtype\":\"F32\",\"shape\":[5,2],\"data_offsets\":[40,80]}}", "must follow each other")]
    [DataRow("{\"x\":{\"dtype\":\"F32\",\"shape\":[5,4],\"data_offsets\":[0,80]},\"x\":{\"dtype\":\"F32\",\"shape\":[5,4],\"data_offsets\":[0,80]}}", "tensor x twice")]
    [DataRow("{\"x\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[5,4],\"data_offsets\":[0,80]}}", "has dtype for tensor x")]
    [DataRow("{\"x\":{\"dtype\":7,\"shape\":[5,4],\"data_offsets\":[0,80]}}", "not valid JSON")]
    [DataRow("{\"x\":[]}", "no object for tensor x")]
    [DataRow("{\"x\"", "not valid JSON")]
    [DataRow("{}{}", "not valid JSON")]
    public void Read_BadHeader_IsRefused(string header, string sentence) => AssertRefused(File(header, new byte[80]), sentence);

    [TestMethod]
    public void Read_HeaderBeyondTheFile_IsRefusedBeforeItIsHeld()
    {
        var file = File(One, Body("F32"));
        BinaryPrimitives.WriteInt64LittleEndian(file, 1L << 40);
        AssertRefused(file, "announces a header of 1099511627776 bytes");
    }

    private static void AssertRefused(byte[] file, string sentence)
    {
        using var folder = new TempFolder();
        var path = folder.Write("x", file);
        Assert.Contains(sentence, Assert.ThrowsExactly<DataFormatException>(() => EmbeddingFile.Read(path)).Message);
    }

    private static byte[] File(string header, byte[] body)
    {
        var text = Encoding.UTF8.GetBytes(header);
        return [.. BitConverter.GetBytes((long)text.Length), .. text, .. body];
    }

    private static byte[] Body(string type) => [.. SomeVectors.All.SelectMany(value => type switch
    {
        "F16" => BitConverter.GetBytes((Half)value),
        "BF16" => BitConverter.GetBytes(value)[2..],
        "F32" => BitConverter.GetBytes(value),
        _ => BitConverter.GetBytes((double)value),
    })];
}
