using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Trainer.Features.Data;
using Trainer.Features.Embeddings;
using Trainer.Features.Tests.Data;

namespace Trainer.Features.Tests.Embeddings;

[TestClass]
public class NpyTests
{
    [TestMethod]
    public void Read_EveryTypeOrderAndVersion_GivesTheSameVectors()
    {
        using var folder = new TempFolder();
        foreach (var type in new[] { "<f2", ">f2", "<f4", ">f4", "<f8", ">f8" })
        {
            foreach (var (fortran, version) in new[] { (false, 1), (true, 1), (false, 2), (true, 3) })
            {
                var path = folder.Write("x", File(type, fortran, "(5, 4)", Body(type, fortran), (byte)version));
                SomeVectors.AssertHeld(EmbeddingFile.Read(path), "npy", null);
            }
        }
    }

    [TestMethod]
    [DataRow("<i8", "(5, 4)", 160, "the array is of type <i8; allowed are float16, float32 and float64")]
    [DataRow("|u1", "(5, 4)", 20, "the array is of type |u1")]
    [DataRow("|O", "(5, 4)", 80, "the array is of type |O")]
    [DataRow("<f4", "(20,)", 80, "has 1 axes; an array of vectors has 2")]
    [DataRow("<f4", "()", 4, "has 0 axes")]
    [DataRow("<f4", "(5, 2, 2)", 80, "has 3 axes")]
    [DataRow("<f4", "(0, 4)", 0, "holds no vectors")]
    [DataRow("<f4", "(5, 0)", 0, "has vectors of 0 numbers; allowed are 1 to 16384")]
    [DataRow("<f4", "(1, 16385)", 65540, "has vectors of 16385 numbers; allowed are 1 to 16384")]
    [DataRow("<f4", "(5, 4)", 79, "needs 80 bytes by its header, but 79 follow")]
    [DataRow("<f4", "(5, 4)", 81, "needs 80 bytes by its header, but 81 follow")]
    [DataRow("<f4", "(134217728, 4)", 80, "needs 2147483648 bytes by its header, but 80 follow")]
    [DataRow("<f4", "(134217729, 4)", 80, "allowed are 536870912 numbers (2 GiB)")]
    [DataRow("<f4", "(9223372036854775807, 4)", 80, "allowed are 536870912 numbers (2 GiB)")]
    [DataRow("<f4", "(9223372036854775808, 4)", 80, "no size between 0 and 2^63")]
    [DataRow("<f4", "(-5, 4)", 80, "no size between 0 and 2^63")]
    public void Read_OtherArrays_AreRefusedBeforeTheyAreHeld(string type, string shape, int bytes, string sentence) =>
        AssertRefused(File(type, false, shape, new byte[bytes]), sentence);

    [TestMethod]
    [DataRow("{'descr': '<f4', 'fortran_order': False, 'shape': (5, 4), 'x': 1}", "the key x")]
    [DataRow("{'descr': '<f4', 'descr': '<f4', 'shape': (5, 4)}", "the key descr a second time")]
    [DataRow("{'descr': '<f4', 'fortran_order': False}", "something else than one dictionary")]
    [DataRow("{'descr': '<f4', 'fortran_order': 0, 'shape': (5, 4)}", "neither True nor False")]
    [DataRow("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (5, 4)}", "structured types are not read")]
    [DataRow("{'descr': '<f4', 'fortran_order': False, 'shape': (5, 4)} + x", "something else than one dictionary")]
    [DataRow("{'descr': '<f4', 'fortran_order': False, 'shape': [5, 4]}", "no (")]
    [DataRow("", "no {")]
    public void Read_OtherHeaders_AreRefused(string header, string sentence) =>
        AssertRefused(WithHeader(header, new byte[80], 1), sentence);

    [TestMethod]
    public void Read_HugeOrCutHeader_IsRefused()
    {
        var file = File("<f4", false, "(5, 4)", new byte[80], 2);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(8), uint.MaxValue);
        AssertRefused(file, "has a header of 4294967295 bytes");
        AssertRefused(file[..9], "ends inside its header");
        file[6] = 4;
        AssertRefused(file, "is of .npy version 4.0");
    }

    [TestMethod]
    [DataRow(double.NaN, "row 3 of 5 holds NaN in column 2 of 4")]
    [DataRow(double.NegativeInfinity, "row 3 of 5 holds infinity")]
    [DataRow(1e39, "row 3 of 5 holds infinity, or a number beyond float32's ±3.4e38 in column 2 of 4")]
    public void Read_NotFinite_SaysWhere(double value, string sentence)
    {
        var body = Body("<f8", false);
        BinaryPrimitives.WriteDoubleLittleEndian(body.AsSpan(9 * 8), value);
        AssertRefused(File("<f8", false, "(5, 4)", body), sentence);
    }

    [TestMethod]
    public void Read_ManyChunks_GivesEveryValue()
    {
        using var folder = new TempFolder();
        const int Rows = 301, Columns = 257;
        foreach (var fortran in new[] { false, true })
        {
            var body = new byte[Rows * Columns * 8];
            for (var i = 0; i < Rows * Columns; i++)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(body.AsSpan(8 * i), i);
            }

            var vectors = EmbeddingFile.Read(folder.Write("x", File("<f8", fortran, "(301, 257)", body))).Vectors;
            for (var r = 0; r < Rows; r++)
            {
                for (var c = 0; c < Columns; c++)
                {
                    Assert.AreEqual(fortran ? (c * Rows) + r : (r * Columns) + c, vectors.Row(r)[c]);
                }
            }
        }
    }

    [TestMethod]
    public void Read_NpzIds_AreTextsBytesOrIntegers()
    {
        foreach (var (type, bytes, ids) in new[]
        {
            ("<U2", Encoding.UTF32.GetBytes("a\0b\0cdé\0f\0"), "a,b,cd,é,f"),
            (">U1", new UTF32Encoding(true, false).GetBytes("abcde"), "a,b,c,d,e"),
            ("|S3", Encoding.UTF8.GetBytes("a\0\0b\0\0cdeé\0f\0\0"), "a,b,cde,é,f"),
            ("<i2", [1, 0, 2, 0, 255, 255, 4, 0, 0, 1], "1,2,-1,4,256"),
            (">u4", [0, 0, 0, 1, 0, 0, 0, 2, 255, 255, 255, 255, 0, 0, 0, 4, 0, 0, 1, 0], "1,2,4294967295,4,256"),
        })
        {
            using var folder = new TempFolder();
            var path = folder.Write("x", Zip(
                ("embeddings.npy", File("<f4", false, "(5, 4)", Body("<f4", false))), ("ids.npy", File(type, false, "(5,)", bytes))));
            SomeVectors.AssertHeld(EmbeddingFile.Read(path), "npz", ids);
        }
    }

    [TestMethod]
    public void Read_OtherArchives_AreRefused()
    {
        var vectors = File("<f4", false, "(5, 4)", Body("<f4", false));
        AssertRefused(Zip(("a.npy", vectors), ("b.npy", vectors)), "holds the arrays a.npy, b.npy; save one, or name it embeddings");
        AssertRefused(Zip(("a.txt", vectors)), "neither NumPy nor PyTorch");
        AssertRefused(Zip(("a.npy", vectors), ("../b", vectors)), "leads out of the archive");
        AssertRefused(Zip(("a.npy", vectors), ("a.npy", vectors)), "twice");
        AssertRefused(Zip(("a.npy", vectors), ("bomb", new byte[2 << 20])), "at most 100 times is read");
        AssertRefused(
            Zip(("embeddings.npy", vectors), ("ids.npy", File("|O", false, "(5,)", new byte[40]))),
            "ids.npy is of type |O; allowed are texts");
        AssertRefused(
            Zip(("embeddings.npy", vectors), ("ids.npy", File("<i4", false, "(4,)", new byte[16]))), "one name for each of the 5 vectors");
        AssertRefused(Zip(("a.npy", vectors))[..^30], "the zip archive is damaged");
    }

    private static void AssertRefused(byte[] file, string sentence)
    {
        using var folder = new TempFolder();
        var path = folder.Write("x", file);
        var fault = Assert.ThrowsExactly<DataFormatException>(() => EmbeddingFile.Read(path));
        Assert.Contains(sentence, fault.Message);
        Assert.AreEqual(path, fault.Path);
    }

    private static byte[] File(string type, bool fortran, string shape, byte[] body, byte version = 1) =>
        WithHeader($"{{'descr': '{type}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': {shape}, }}", body, version);

    private static byte[] WithHeader(string header, byte[] body, byte version)
    {
        var text = Encoding.Latin1.GetBytes(header + new string(' ', 7) + "\n");
        var length = new byte[version == 1 ? 2 : 4];
        length[0] = (byte)text.Length;
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. text, .. body];
    }

    private static byte[] Body(string type, bool fortran)
    {
        var size = int.Parse(type.AsSpan(2), CultureInfo.InvariantCulture);
        var bytes = new List<byte>();
        for (var i = 0; i < SomeVectors.Rows * SomeVectors.Columns; i++)
        {
            var (row, column) = fortran ? (i % SomeVectors.Rows, i / SomeVectors.Rows) : (i / SomeVectors.Columns, i % SomeVectors.Columns);
            var value = SomeVectors.Value(row, column);
            var one = size switch
            {
                2 => BitConverter.GetBytes((Half)value),
                4 => BitConverter.GetBytes(value),
                _ => BitConverter.GetBytes((double)value),
            };
            bytes.AddRange(type[0] == '<' ? one : one.Reverse());
        }

        return [.. bytes];
    }

    private static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }
}
