using Trainer.Features.Encoders;
using Trainer.Features.Tests.Data;

namespace Trainer.Features.Tests.Encoders;

[TestClass]
public sealed class CachedEmbedderTests : IDisposable
{
    private const long Plenty = 1L << 30;

    private static readonly string[] Texts = [.. Enumerable.Range(0, 3000).Select(i => $"text {i % 2500}")];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void TheSecondTimeNothingIsComputed()
    {
        var (first, inner) = Embed(Texts);
        var (second, again) = Embed(Texts);

        CollectionAssert.AreEqual(inner.Embed(Texts).Values.ToArray(), first.Vectors);
        CollectionAssert.AreEqual(first.Vectors, second.Vectors);
        Assert.AreEqual((0L, 2500L), (first.Hits, first.Misses));
        Assert.AreEqual((3000L, 0L), (second.Hits, second.Misses));
        Assert.AreEqual(0, again.Asked);
        Assert.HasCount(1, Files()); // what one call wrote lies in one file
    }

    [TestMethod]
    public void AnotherEmbedderHasItsOwnVectors()
    {
        var (one, _) = Embed(Texts[..10]);
        var (other, asked) = Embed(Texts[..10], new CountingEmbedder(name: "another"));
        Assert.AreEqual(10, asked.Asked);
        CollectionAssert.AreEqual(one.Vectors, other.Vectors); // the same hash behind them, but computed
    }

    [TestMethod]
    public void WhatWasDoneBeforeAnInterruptionIsKept()
    {
        using var cancel = new CancellationTokenSource();
        var inner = new CountingEmbedder { OnText = count => _ = count == 2100 && Cancel(cancel) };
        using (var cached = new CachedEmbedder(inner, _folder.Path, Plenty))
        {
            Assert.ThrowsExactly<OperationCanceledException>(() => cached.Embed(Texts, cancel.Token));
        }

        var (rest, _) = Embed(Texts);
        Assert.AreEqual(2500 - (2 * CachedEmbedder.BatchSize), rest.Misses);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void ADamagedFileIsRemovedAndComputedAgain(bool truncated)
    {
        var (expected, _) = Embed(Texts);
        var file = Files().Single();
        var bytes = File.ReadAllBytes(file);
        bytes[^200] ^= 1;
        File.WriteAllBytes(file, truncated ? bytes[..^7] : bytes);

        var (actual, _) = Embed(Texts);

        Assert.AreEqual(1, actual.Damaged);
        Assert.AreEqual(2500L, actual.Misses);
        CollectionAssert.AreEqual(expected.Vectors, actual.Vectors);
    }

    [TestMethod]
    public void AnyDamageIsNoticed()
    {
        Embed(Texts[..20]);
        var file = Files().Single();
        var whole = File.ReadAllBytes(file);
        var random = new SeededRandom(3);
        for (var round = 0; round < 200; round++)
        {
            var bytes = whole.ToArray();
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(file, random.Next(3) == 0 ? bytes[..random.Next(bytes.Length)] : bytes);
            var (cached, _) = Embed(Texts[..20]);
            Assert.AreEqual(1, cached.Damaged);
            Assert.AreEqual(20L, cached.Misses);
        }
    }

    [TestMethod]
    public void TheOldestFilesGoWhenThereIsNoMoreRoom()
    {
        // Each file has 5,280 bytes, so that three find room, and is a minute younger than the one before.
        string[] Part(int part) => [.. Enumerable.Range(0, 100).Select(i => $"part {part} text {i}")];
        var start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        for (var part = 0; part < 6; part++)
        {
            var before = Files();
            Embed(Part(part), maxBytes: 20_000);
            File.SetLastWriteTimeUtc(Files().Except(before).Single(), start.AddMinutes(part));
        }

        Assert.HasCount(3, Files());
        for (var part = 3; part < 6; part++)
        {
            Assert.AreEqual(100L, Embed(Part(part)).Cached.Hits);
        }

        Assert.AreEqual(100L, Embed(Part(2)).Cached.Misses);
    }

    [TestMethod]
    public void SeveralAtOnceGiveTheSameAndLeaveWholeFiles()
    {
        var expected = new CountingEmbedder().Embed(Texts).Values.ToArray();
        Parallel.For(0, 6, _ => CollectionAssert.AreEqual(expected, Embed(Texts).Cached.Vectors));

        var (after, _) = Embed(Texts);
        Assert.AreEqual((0, 0L), (after.Damaged, after.Misses));
        Assert.IsEmpty(Directory.GetFiles(_folder.Path, "*.writing", SearchOption.AllDirectories));
    }

    [TestMethod]
    public void WhatAKilledProcessLeftUnfinishedIsRemoved()
    {
        Embed(Texts[..5]);
        var beside = Path.GetDirectoryName(Files().Single())!;
        using var ended = System.Diagnostics.Process.Start("dotnet", "--version");
        ended.WaitForExit();
        File.WriteAllText(Path.Combine(beside, $"abc.vectors.{ended.Id}-1.writing"), "half");
        File.WriteAllText(Path.Combine(beside, $"abc.vectors.{Environment.ProcessId}-1.writing"), "half");
        File.WriteAllText(Path.Combine(beside, "strange.writing"), "");

        Embed(Texts[..5]);

        CollectionAssert.AreEquivalent(
            new[] { $"abc.vectors.{Environment.ProcessId}-1.writing", "strange.writing" },
            Directory.GetFiles(beside, "*.writing").Select(Path.GetFileName).ToArray());
    }

    private static bool Cancel(CancellationTokenSource source)
    {
        source.Cancel();
        return true;
    }

    private string[] Files() => Directory.GetFiles(_folder.Path, "*.vectors", SearchOption.AllDirectories);

    private (Result Cached, CountingEmbedder Inner) Embed(string[] texts, CountingEmbedder? inner = null, long maxBytes = Plenty)
    {
        inner ??= new CountingEmbedder();
        using var cached = new CachedEmbedder(inner, _folder.Path, maxBytes);
        var vectors = cached.Embed(texts).Values.ToArray();
        return (new Result(vectors, cached.Hits, cached.Misses, cached.DamagedFiles), inner);
    }

    private sealed record Result(float[] Vectors, long Hits, long Misses, int Damaged);
}
