using System.Diagnostics;
using System.Text.Json;
using Trainer.Export;
using Trainer.Tests.Learners;

namespace Trainer.Tests.Commands;

/// <summary>Runs that train the encoder itself, from the configuration to the answer.</summary>
[TestClass]
public sealed class FineTuningRunTests : IDisposable
{
    private const string Proof = "Prove that the sum is a contract.";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow("data.weak=small;data.strong=medium", "APGR")]
    [DataRow("sweep.folds=2", "quality − cost")]
    [DataRow($"data.weak=small;data.strong=medium;{Contrastive}", "APGR")]
    [DataRow($"sweep.folds=2;{Contrastive}", "quality − cost")]
    public void Train_EncoderAndHead_TheBundleAnswersFromTextAlone(string setting, string objective)
    {
        var encoder = TinyTransformer.Save(_folder, "tiny");
        var run = CommandLine.Run(Args(encoder, "run", setting)).Succeeded();
        Directory.Delete(encoder, recursive: true);

        var bundle = _folder["run/bundle"];
        using (var router = Router.Load(bundle))
        {
            Assert.AreEqual("input_ids,attention_mask", string.Join(',', router.Bundle.Descriptor.Graph.Inputs));
            Assert.AreEqual("fine-tuned tiny", router.Bundle.Features.Encoder!.Settings.Name);
            Assert.AreEqual(16, router.Bundle.Features.Encoder.Settings.MaxTokens);
            Assert.AreEqual(
                router.Route(Proof).Score,
                CommandLine.Run("route", bundle, "--query", Proof, "--json").Succeeded().Json.GetProperty("score").GetSingle());
        }

        CommandLine.Run("verify", bundle).Succeeded();
        CommandLine.Run("evaluate", bundle, "--data", SmallRuns.Fresh, "--resamples", "100").Succeeded();
        StringAssert.Contains(run.Error, "fold 1 of 2: fine-tuning tiny on ");
        StringAssert.Contains(run.Error, "all fits together");
        StringAssert.Matches(run.Error, new($"the fine-tuned encoder has {objective} .* and logistic regression on the frozen one .*: fine-tuning "));
        var report = JsonDocument.Parse(File.ReadAllText(_folder["run/report.json"])).RootElement;
        Assert.AreEqual(2, report.GetProperty("folds").GetInt32());
        StringAssert.Contains(report.GetProperty("evaluation").GetProperty("findings").GetRawText(), "logistic regression on the frozen one");
        Assert.IsFalse(Directory.Exists(_folder["run/checkpoints"]), "states of a run that has ended are of no use");
    }

    [TestMethod]
    public void Train_BertKilledInTheMiddle_GoesOnAndEndsInTheSameBytes()
    {
        var encoder = TinyTransformer.Save(_folder, "tiny");
        using (var process = TrainerProcess.Start(_folder.Path, [], Args(encoder, "killed", Long)))
        {
            var patience = Stopwatch.StartNew();
            while (!File.Exists(_folder["killed/checkpoints/fold-2.checkpoint"]) && !process.HasExited && patience.Elapsed < TimeSpan.FromMinutes(1))
            {
                Thread.Sleep(1);
            }

            process.Kill();
            process.WaitForExit();
        }

        Assert.IsFalse(Directory.Exists(_folder["killed/bundle"]));
        Assert.IsTrue(File.Exists(_folder["killed/checkpoints/fold-1.checkpoint"]), "a fit that ended is not repeated");
        TrainerProcess.Run(_folder.Path, Args(encoder, "killed", Long)).Succeeded();
        TrainerProcess.Run(_folder.Path, Args(encoder, "whole", Long)).Succeeded();
        RunFiles.AssertSame(_folder["whole"], _folder["killed"]);
    }

    [TestMethod]
    public void Train_SettingsOfTheFrozenFormBesideFineTuning_AreRefused()
    {
        var encoder = TinyTransformer.Save(_folder, "tiny");
        var refused = CommandLine.Run(Args(encoder, "run", "learner={name: routerdc, rate: 0.01, fineTuning: {}}"));
        Assert.AreEqual(ExitCode.Usage, refused.ExitCode);
        StringAssert.Contains(refused.Error, "rate of the routerdc learner is for a projection");
    }

    [TestMethod]
    public void Sweep_BertAmongOthers_IsOneOfThem()
    {
        var encoder = TinyTransformer.Save(_folder, "tiny");
        var args = Args(encoder, "run", "sweep.learners=[bert];sweep.trials=2;sweep.workers=2");
        args[0] = "sweep";
        CommandLine.Run(args).Succeeded();
        CommandLine.Run("verify", _folder["run/bundle"]).Succeeded();
    }

    private const string Contrastive =
        "learner={name: routerdc, clusters: 3, fineTuning: {rate: 0.001, headRate: 10, batch: 16, maxTokens: 16, folds: 2}}";

    private const string Long = "learner={name: bert, epochs: 6, batch: 2, rate: 0.001}";

    private string[] Args(string encoder, string output, string setting)
    {
        _folder.Write("tuned.yaml", $$"""
            name: tuned
            data: { sample: { queries: 160 } }
            encoder: { folder: '{{encoder}}', cacheFolder: '{{_folder["cache"]}}' }
            sweep: { folds: 5, learners: [bert] }
            learner: { name: bert, rate: 0.001, batch: 16, maxTokens: 16, folds: 2 }
            evaluation: { resamples: 100 }
            bundle: { goldenRows: 10 }
            """);
        return ["train", _folder["tuned.yaml"], "--set", $"output={_folder[output]};{setting}"];
    }
}
