using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Trainer.Export;
using Trainer.Features;
using Trainer.Features.Data;
using Trainer.Features.Encoders;

namespace Trainer.Tests.Commands;

/// <summary>Runs whose routers see embeddings, from the configuration to the answer.</summary>
[TestClass]
public sealed class EmbeddingRunTests : IDisposable
{
    private const string Proof = "Prove that the square root of 2 is irrational.";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Sweep_DefaultEncoder_TheBundleAnswersFromTextAlone()
    {
        var run = Sweep("run", "{ trials: 3, folds: 2, learners: [blend, logistic, neighbours], features: ['encoder:windows:pca16+words'] }", "");
        var bundle = Path.Combine(run, "bundle");
        using var router = Router.Load(bundle);

        Assert.AreEqual("text,input_ids,attention_mask,windows", string.Join(",", router.Bundle.Descriptor.Graph.Inputs.OrderBy(Rank)));
        Assert.AreEqual(DefaultEncoder.Name, router.Bundle.Features.Encoder!.Settings.Name);
        var answer = CommandLine.Run("route", bundle, "--query", Proof, "--json").Succeeded().Json;
        Assert.AreEqual(router.Route(Proof).Score, answer.GetProperty("score").GetSingle());
        CommandLine.Run("verify", bundle).Succeeded();
        CommandLine.Run("evaluate", bundle, "--data", SmallRuns.Fresh, "--resamples", "100").Succeeded();
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Sweep_EightBitWeights_TheBundleIsSmallerAndAllowsForOtherProcessors(bool inBundle)
    {
        var run = Sweep(
            "run", "{ trials: 1, folds: 2, learners: [logistic], features: ['encoder:int8'] }", inBundle ? "" : "inBundle: false,");
        var bundle = Path.Combine(run, "bundle");
        using var router = Router.Load(bundle);

        Assert.AreEqual(DefaultEncoder.QuantisedName, router.Bundle.Features.Encoder!.Settings.Name);
        Assert.AreEqual(0.02, router.Bundle.Descriptor.Golden.ScoreTolerance);
        Assert.IsLessThan(20_000_000, router.Bundle.File(BundleFiles.Graph).Length);
        var verified = BundleVerifier.Verify(bundle);
        Assert.IsTrue(verified.IsWhole);
        Assert.IsLessThan(1e-5, verified.LargestScoreDifference); // on the same processor
    }

    [TestMethod]
    public void Sweep_OtherWorkersAndAFullCache_GiveTheSameBytes()
    {
        const string Sweeping = "{ trials: 3, folds: 2, workers: WORKERS, learners: [logistic, neighbours], features: [encoder, encoder+statistics] }";
        var one = Sweep("one", Sweeping.Replace("WORKERS", "1", StringComparison.Ordinal), "");
        var two = Sweep("two", Sweeping.Replace("WORKERS", "2", StringComparison.Ordinal), "");

        RunFiles.AssertSame(one, two);
    }

    [TestMethod]
    public void Sweep_SecondTime_FindsEveryEmbeddingInTheCache()
    {
        const string Sweeping = "{ trials: 1, folds: 2, learners: [logistic], features: [encoder] }";
        Sweep("first", Sweeping, "");
        var log = Run("second", Sweeping, "").Error;

        StringAssert.Contains(log, " from the cache, 0 computed");
        StringAssert.Contains(log, "embeddings by universal-sentence-encoder-lite (of long prompts the first): ");
    }

    [TestMethod]
    public void Sweep_EncoderByDigest_TheBundleAsksForThatEncoder()
    {
        var encoder = TinyEncoder.Save(_folder, "tiny");
        var run = Sweep(
            "run", "{ trials: 1, folds: 2, learners: [logistic], features: [encoder] }", $"folder: '{encoder}', inBundle: false,");
        var bundle = Path.Combine(run, "bundle");

        Assert.IsFalse(File.Exists(Path.Combine(bundle, BundleFiles.Tokenizer)));
        CommandLine.Run("verify", bundle).Succeeded();
        CommandLine.Run("route", bundle, "--query", Proof)
            .Failed(3, "it routes by the vectors of the encoder 'tiny' with digest", "none is given: load the bundle with that encoder");
        CommandLine.Run("route", bundle, "--query", Proof, "--encoder", TinyEncoder.Save(_folder, "other", seed: 2))
            .Failed(3, "the given one has digest");
        using var loaded = OnnxEncoder.Load(encoder);
        using var router = Router.Load(bundle, loaded);
        Assert.AreEqual(
            router.Route(Proof).Score,
            CommandLine.Run("route", bundle, "--query", Proof, "--encoder", encoder, "--json").Succeeded().Json.GetProperty("score").GetSingle());
        CommandLine.Run("evaluate", bundle, "--data", SmallRuns.Fresh, "--resamples", "100", "--encoder", encoder).Succeeded();
    }

    [TestMethod]
    public void Sweep_OwnEncoderInTheBundle_NeedsNothingElse()
    {
        var encoder = TinyEncoder.Save(_folder, "tiny");
        var run = Sweep("run", "{ trials: 1, folds: 2, learners: [neighbours], features: [encoder:head-and-tail+statistics] }", $"folder: '{encoder}',");
        Directory.Delete(encoder, recursive: true);

        CommandLine.Run("route", Path.Combine(run, "bundle"), "--query", Proof).Succeeded();
        CommandLine.Run("verify", Path.Combine(run, "bundle")).Succeeded();
    }

    [TestMethod]
    public void Sweep_EncoderThatCannotBeUsed_StopsBeforeAnyTrial()
    {
        var encoder = TinyEncoder.Save(_folder, "tiny");
        File.Delete(Path.Combine(encoder, "model.onnx"));
        var outcome = Run("run", "{ trials: 1, learners: [logistic], features: [encoder] }", $"folder: '{encoder}',");
        Assert.AreEqual(3, outcome.ExitCode);
        StringAssert.Contains(outcome.Error, "model.onnx cannot be read");
        Assert.IsFalse(Directory.Exists(_folder["run"]) && Directory.EnumerateFiles(_folder["run"], "trials*").Any());
    }

    [TestMethod]
    public void Sweep_OwnEmbeddings_RoutesByTheVectorsItIsGiven()
    {
        // One number per query says it all: whether the dearest model is right.
        var table = RoutingData.Read([SmallRuns.Fresh]).Table!;
        var random = new SeededRandom(3);
        var vectors = table.Queries.Select((_, row) =>
            Enumerable.Range(0, 4).Select(d => (float)((d == 0 ? table.Quality(3)[row] : 0) + (0.1 * random.NextGaussian()))).ToArray()).ToArray();
        var file = _folder.Write("vectors.npy", Npy(vectors));
        var config = _folder.Write("own.yaml", $$"""
            name: own
            output: '{{_folder["own"]}}'
            data: { table: ['{{SmallRuns.Fresh}}'], embeddings: '{{file}}' }
            sweep: { trials: 2, folds: 2, learners: [logistic], features: [embeddings, embeddings:pca2+statistics] }
            evaluation: { resamples: 100 }
            bundle: { goldenRows: 20 }
            """);
        CommandLine.Run("sweep", config).Succeeded();
        var bundle = Path.Combine(_folder["own"], "bundle");

        CommandLine.Run("verify", bundle).Succeeded();
        CommandLine.Run("evaluate", bundle, "--data", SmallRuns.Fresh, "--resamples", "100", "--embeddings", file).Succeeded();
        CommandLine.Run("evaluate", bundle, "--data", SmallRuns.Fresh).Failed(2, "give their file with --embeddings");
        var queries = _folder.Write("queries.jsonl", string.Concat(
            table.Queries.Take(5).Select(query => JsonSerializer.Serialize(new { id = query.Id, query = query.Prompt }) + "\n")));
        var ids = _folder.Write("ids.txt", string.Join("\n", table.Queries.Select(query => query.Id)));
        var routed = CommandLine.Run("route", bundle, "--input", queries, "--embeddings", file, "--embedding-ids", ids).Succeeded().Out;
        Assert.HasCount(5, routed.TrimEnd().Split('\n'));
        CommandLine.Run("route", bundle, "--input", queries, "--embeddings", file)
            .Failed(3, "has 300 vectors without ids for 5 queries");
        CommandLine.Run("sweep", config, "--set", "data.embeddings=null").Failed(2, "'data.embeddings' names no file");
    }

    private static int Rank(string input) => Array.IndexOf(["text", "input_ids", "attention_mask", "windows"], input);

    private static byte[] Npy(float[][] rows)
    {
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows.Length}, {rows[0].Length}), }}";
        header = header.PadRight((((10 + header.Length) / 64 * 64) + 64) - 11) + "\n";
        byte[] start = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.ASCII.GetBytes(header)];
        var values = new byte[4];
        return [.. start, .. rows.SelectMany(row => row).SelectMany(value =>
        {
            BinaryPrimitives.WriteSingleLittleEndian(values, value);
            return values.ToArray();
        })];
    }

    private string Sweep(string name, string sweep, string encoder)
    {
        Run(name, sweep, encoder).Succeeded();
        return _folder[name];
    }

    private Outcome Run(string name, string sweep, string encoder)
    {
        var config = _folder.Write($"{name}.yaml", $$"""
            name: meaning
            output: '{{_folder[name]}}'
            data: { sample: { queries: 120 } }
            encoder: { {{encoder}} cacheFolder: '{{_folder["cache"]}}' }
            sweep: {{sweep}}
            evaluation: { resamples: 100 }
            bundle: { goldenRows: 20 }
            """);
        return CommandLine.Run("sweep", config);
    }
}
