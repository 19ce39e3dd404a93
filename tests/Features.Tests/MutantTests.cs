using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Trainer.Features.Data;
using Trainer.Features.Embeddings;
using Trainer.Features.Tests.Data;
using Trainer.Features.Tests.Data.Input.Parquet;

namespace Trainer.Features.Tests;

/// <summary>
/// Damaged files are read or refused, and never more than that: no other fault, and no memory that the file does not account for.
/// </summary>
[TestClass]
public class MutantTests
{
    private const int Mutants = 300;

    // Every one opens a database.
    private const int ParquetMutants = 100;
    private const long MaxAllocatedBytes = 16 << 20;

    public static IEnumerable<object[]> VectorFiles => Names("*.np?", "*.pt");

    public static IEnumerable<object[]> Tables => Names("*.pkl");

    [TestMethod]
    [DynamicData(nameof(VectorFiles))]
    public void Read_DamagedVectors_AreReadOrRefused(string name) =>
        AssertBounded(Fixture.Bytes(name), path => Assert.IsGreaterThan(0, EmbeddingFile.Read(path).Vectors.RowCount));

    [TestMethod]
    [DynamicData(nameof(Tables))]
    public void Read_DamagedTables_AreReadOrRefused(string name) =>
        AssertBounded(Fixture.Bytes(name), path => Assert.IsGreaterThan(0, RoutingData.Read([path]).Table!.Count));

    [TestMethod]
    public void Read_DamagedSafetensors_AreReadOrRefused()
    {
        var header = Encoding.UTF8.GetBytes("{\"__metadata__\":{\"a\":\"b\"}," +
            "\"embeddings\":{\"dtype\":\"F32\",\"shape\":[5,4],\"data_offsets\":[4,84]}," +
            "\"n\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[0,4]}}");
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        AssertBounded([.. length, .. header, .. new byte[84]], path => Assert.IsGreaterThan(0, EmbeddingFile.Read(path).Vectors.RowCount));
    }

    [TestMethod]
    [DataRow("{\"q1\": [1.5, 2], \"q2\": [3e-1, -4]}")]
    [DataRow("[[1.5, 2],\n [3e-1, -4]]")]
    [DataRow("{\"id\": 1, \"embedding\": [1.5, 2]}\n{\"id\": 2, \"embedding\": [1.5, 2]}")]
    public void Read_DamagedJson_IsReadOrRefused(string json) =>
        AssertBounded(Encoding.UTF8.GetBytes(json), path => Assert.IsGreaterThan(0, EmbeddingFile.Read(path).Vectors.RowCount));

    [TestMethod]
    [DataRow("", "SELECT i // 2 AS qid, 'A prompt of more than twelve bytes, number ' || (i // 2) AS prompt, 'm' || (i % 2) AS model, " +
        "i % 3 / 2.0 AS quality FROM range(40) t(i)")]
    [DataRow(", COMPRESSION zstd, ROW_GROUP_SIZE 2048", "SELECT i AS id, 'Hi ' || i AS prompt, {'a': 1.0, 'b': NULL} AS scores, " +
        "MAP {'a': 0.5} AS cost FROM range(3000) t(i)")]
    [DataRow(", COMPRESSION uncompressed", "SELECT [' Hi ' || i, 'more'] AS prompt, 'm' AS model_a, 'n' AS model_b, " +
        "(i % 2)::TINYINT AS winner_model_a, i % 2 = 1 AS winner_model_b, DATE '2024-01-01' + i::INTEGER AS day FROM range(40) t(i)")]
    [DataRow(", COMPRESSION gzip, PARQUET_VERSION v2", "SELECT 'p' || i AS prompt, i % 2 = 1 AS m, " +
        "(i / 40)::DECIMAL(9, 4) AS n FROM range(40) t(i)")]
    public void Read_DamagedParquet_IsReadOrRefused(string options, string select)
    {
        using var folder = new TempFolder();
        var file = File.ReadAllBytes(ParquetFiles.Write(folder, "t", select, options: options));
        AssertBounded(file, path => RoutingData.Read([path]), ParquetMutants);
    }

    [TestMethod]
    [DataRow("tensor.pt")]
    [DataRow("by-id.pt")]
    [DataRow("state.pt")]
    [DataRow("named.npz")]
    public void Read_DamagedInsideTheArchive_IsReadOrRefused(string name)
    {
        // Most flips of a zip archive hit the archive; these hit what is in it.
        using var whole = new MemoryStream(Fixture.Bytes(name));
        using var archive = new ZipArchive(whole);
        var contents = archive.Entries.ToDictionary(e => e.FullName, Content, StringComparer.Ordinal);
        using var folder = new TempFolder();
        foreach (var target in contents.Keys.Where(k => contents[k].Length > 0))
        {
            var random = new SeededRandom((ulong)target.Length);
            for (var i = 0; i < Mutants / contents.Count; i++)
            {
                using var changed = new MemoryStream();
                using (var zip = new ZipArchive(changed, ZipArchiveMode.Create, leaveOpen: true))
                {
                    foreach (var (entry, content) in contents)
                    {
                        using var stream = zip.CreateEntry(entry, CompressionLevel.NoCompression).Open();
                        stream.Write(entry == target ? Mutant(content, random) : content);
                    }
                }

                AssertBounded(folder.Write("x", changed.ToArray()), path => EmbeddingFile.Read(path));
            }
        }
    }

    private static byte[] Content(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        var bytes = new byte[entry.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static IEnumerable<object[]> Names(params string[] patterns) => patterns
        .SelectMany(pattern => Directory.GetFiles(Fixture.Path("."), pattern))
        .Select(path => Path.GetFileName(path))
        .Order(StringComparer.Ordinal)
        .Select(name => new object[] { name });

    private static void AssertBounded(byte[] file, Action<string> read, int mutants = Mutants)
    {
        using var folder = new TempFolder();
        for (var length = 0; length < file.Length; length += 1 + (file.Length / 200))
        {
            AssertBounded(folder.Write("x", file[..length]), read);
        }

        var random = new SeededRandom((ulong)file.Length);
        for (var i = 0; i < mutants; i++)
        {
            AssertBounded(folder.Write("x", Mutant(file, random)), read);
        }
    }

    /// <summary>One to three changes: a bit, a byte (often an extreme one), four bytes of ones, a piece cut out or doubled.</summary>
    private static byte[] Mutant(byte[] file, SeededRandom random)
    {
        var mutant = (byte[])file.Clone();
        for (var changes = 1 + random.Next(3); changes > 0; changes--)
        {
            var at = random.Next(mutant.Length);
            var rest = mutant.Length - at;
            switch (random.Next(5))
            {
                case 0:
                    mutant[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    mutant[at] = (byte)(random.Next(2) == 0 ? 0xFF : random.Next(256));
                    break;
                case 2:
                    mutant.AsSpan(at, Math.Min(4, rest)).Fill(0xFF);
                    break;
                case 3 when mutant.Length > 8:
                    mutant = [.. mutant[..at], .. mutant[(at + random.Next(Math.Min(8, rest)))..]];
                    break;
                default:
                    mutant = [.. mutant[..at], .. mutant.AsSpan(at, Math.Min(8, rest)), .. mutant[at..]];
                    break;
            }
        }

        return mutant;
    }

    private static void AssertBounded(string path, Action<string> read)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read(path);
        }
        catch (DataFormatException)
        {
        }
        catch (Exception fault) when (fault is not UnitTestAssertException)
        {
            Assert.Fail($"{Convert.ToBase64String(File.ReadAllBytes(path))}: {fault}");
        }

        Assert.IsLessThan(MaxAllocatedBytes, GC.GetAllocatedBytesForCurrentThread() - before, path);
    }
}
