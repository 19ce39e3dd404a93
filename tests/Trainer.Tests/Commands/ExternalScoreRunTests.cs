using System.Text.Json;
using Trainer.Export;
using Trainer.Features;
using Trainer.Features.Data;
using Trainer.Onnx;
using Trainer.Sweep;

namespace Trainer.Tests.Commands;

/// <summary>Routers that see scores from outside, from the configuration to the answer.</summary>
[TestClass]
public sealed class ExternalScoreRunTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Train_External_IsVerifiedJudgedCalibratedComparedAndRoutesByItsScore()
    {
        var data = Data("scored.jsonl.gz");
        var bundle = Train("external", data, "scores:mine");

        using var router = Router.Load(bundle);
        Assert.AreEqual(GraphSession.ExternalScoresName, router.Bundle.Descriptor.Graph.Inputs.Single());
        Assert.AreEqual("mine", router.ExternalScoreNames.Single());
        Assert.IsTrue(router.Bundle.Golden().All(row => row.ExternalScores!.Length == 1));
        StringAssert.Contains(File.ReadAllText(Path.Combine(bundle, BundleFiles.ModelCard)), "router.Route(\"What is the capital of France?\", scores)");
        CommandLine.Run("verify", bundle).Succeeded();
        var auc = CommandLine.Run("evaluate", bundle, "--data", data, "--resamples", "100", "--json").Succeeded()
            .Json.GetProperty("routers")[0].GetProperty("evaluation").GetProperty("pair").GetProperty("rankAuc").GetProperty("value").GetDouble();
        Assert.IsGreaterThan(0.75, auc);
        CommandLine.Run("calibrate", bundle, "--data", data, "--strong-share", "0.3", "--out", _folder["calibrated"]).Succeeded();
        CommandLine.Run("verify", _folder["calibrated"]).Succeeded();
        CommandLine.Run("regress", "--baseline", bundle, "--candidate", bundle, "--data", data).Succeeded();

        var queries = Queries("queries.jsonl", """{"id":"low","query":"x","score:mine":-3}""", """{"id":"high","prompt":"x","score:mine":3,"more":1}""");
        var routed = CommandLine.Run("route", bundle, "--input", queries).Succeeded().Out.TrimEnd().Split('\n')
            .Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.AreEqual("nano", routed[0].GetProperty("model").GetString());
        Assert.AreEqual("large", routed[1].GetProperty("model").GetString(), "the texts are the same, the scores are not");
        Assert.AreEqual(router.Route("x", [3f]).Score, routed[1].GetProperty("score").GetSingle());
        string Single(string score) => CommandLine.Run("route", bundle, "--query", "x", "--scores", score, "--json").Succeeded()
            .Json.GetProperty("model").GetString()!;
        Assert.AreEqual("nano large", $"{Single("mine=-3")} {Single("mine=3e0")}");
    }

    [TestMethod]
    public void Use_ScoresMissing_IsRefusedWithWhatIsNeeded()
    {
        var data = Data("scored.jsonl.gz");
        var bundle = Train("external", data, "scores:mine");

        CommandLine.Run("evaluate", bundle, "--data", SmallRuns.Fresh).Failed(2, "asks for the score 'mine', which the data do not have");
        CommandLine.Run("calibrate", bundle, "--data", Data("gaps.jsonl.gz", gaps: 5), "--strong-share", "0.3", "--out", _folder["c"])
            .Failed(2, "is not known of 5 of 300 queries (sample-000001, sample-000002, sample-000003, ...)");
        CommandLine.Run("route", bundle, "--query", "x").Failed(2, "routes by external scores (mine); give each with --scores mine=NUMBER, or");
        CommandLine.Run("route", bundle, "--query", "x", "--scores", "mien=1").Failed(2, "has no score 'mien'; did you mean 'mine'?");
        CommandLine.Run("route", bundle, "--query", "x", "--scores", "mine=1", "mine=2").Failed(2, "'mine=2'; each score is given once, as NAME=NUMBER");
        CommandLine.Run("route", bundle, "--query", "x", "--scores", "mine=NaN").Failed(2, "with a finite number");
        CommandLine.Run("route", bundle, "--query", "x", "--scores", "mine").Failed(2, "--scores has 'mine'; each score is given as NAME=NUMBER");
        CommandLine.Run("route", bundle, "--input", Queries("a", """{"query":"x"}""")).Failed(3, "line 1, column score:mine: is missing");
        CommandLine.Run("route", bundle, "--input", Queries("b", """{"query":"x","score:mine":"y"}""")).Failed(3, "is \"y\"; a finite number");
        CommandLine.Run("route", bundle, "--input", Queries("c", "plain")).Failed(3, "line 1: is plain text, which has no score:mine");
    }

    [TestMethod]
    public void Train_ScoresThatTheDataLack_StopsBeforeAnyFit()
    {
        var config = Config("lacking", Data("gaps.jsonl.gz", gaps: 2), "scores:mine");
        static void Failed(Outcome outcome, string expected)
        {
            Assert.AreEqual(2, outcome.ExitCode, outcome.Error);
            StringAssert.Contains(outcome.Error, expected);
        }

        Failed(CommandLine.Run("train", config, "--router", "external"), "is not known of 2 of 300 queries (sample-000001, sample-000002)");
        Failed(
            CommandLine.Run("train", config, "--router", "external", "--set", "features=scores:mien"),
            "asks for the score 'mien', which the data do not have; did you mean 'mine'?");
        Failed(CommandLine.Run("train", config, "--router", "external", "--set", "features=words"), "its features have none");
        Failed(
            CommandLine.Run("train", Config("none", SmallRuns.Fresh, "scores"), "--router", "logistic"),
            "they have no column 'score:NAME' at all");
    }

    [TestMethod]
    public void Sweep_LearnerThatCannotUseAFeatureSet_OnlyFailsThatTrial()
    {
        var config = Config("sweep", Data("scored.jsonl.gz"), "words");
        CommandLine.Run(
            "sweep", config, "--set", "sweep.trials=2;sweep.learners=[external, logistic];sweep.features=['scores:mine', words]").Succeeded();
        var trials = RunFiles.Study(_folder["sweep"]).Trials;
        Assert.AreEqual(TrialState.Failed, trials[0].State);
        StringAssert.Contains(trials[0].Reason, "reads external scores, and its features have none");
        Assert.AreEqual(TrialState.Completed, trials[1].State);
    }

    [TestMethod]
    public void Train_EncoderAndScores_TheGraphTakesBoth()
    {
        var data = Data("scored.jsonl.gz");
        var bundle = Train("logistic", data, "encoder:pca8+statistics+scores");
        using var router = Router.Load(bundle);

        CollectionAssert.AreEquivalent(
            new[] { "text", "input_ids", "attention_mask", "external_scores" }, router.Bundle.Descriptor.Graph.Inputs.ToArray());
        string[] texts = ["one text", "another, longer text", "one text"];
        var scores = router.Score(texts, new DenseMatrix([0.5f, 1, -1, 0, -2, 1], 3, 2));
        Assert.AreNotEqual(scores[0], scores[2]);
        Assert.AreEqual(scores[1], router.Route(texts[1], [-1f, 0]).Score, 1e-6f);
        CommandLine.Run("verify", bundle).Succeeded();
        CommandLine.Run("evaluate", bundle, "--data", data, "--resamples", "100").Succeeded();
    }

    [TestMethod]
    public void Train_ScoresFromAFile_AreThoseOfTheTable()
    {
        var data = Data("scored.jsonl.gz");
        var table = RoutingData.Read([data]).Table!;
        var file = _folder.Write("scores.jsonl", string.Concat(Enumerable.Range(0, table.Count).Select(row =>
            JsonSerializer.Serialize(new Dictionary<string, object>
            {
                ["id"] = table.Queries[row].Id,
                ["score:mine"] = table.Score(0)[row],
                ["score:verified"] = table.Score(1)[row],
            }) + "\n")) + """{"id":"nobody","score:mine":1,"score:verified":1}""");
        var one = Train("external", data, "scores:mine");
        var log = CommandLine.Run(
            "train", Config("two", SmallRuns.Fresh, "scores:mine"), "--router", "external", "--set", $"data.scores={file}").Succeeded().Error;

        StringAssert.Contains(log, "1 of whose rows belong to no query");
        foreach (var name in new[] { BundleFiles.Policy, BundleFiles.Golden, BundleFiles.Labels, BundleFiles.Evaluation })
        {
            Assert.AreEqual(File.ReadAllText(Path.Combine(one, name)), File.ReadAllText(Path.Combine(_folder["two"], "bundle", name)), name);
        }
    }

    [TestMethod]
    public void Train_PoolOfScores_PassesEachModelsOn()
    {
        var table = RoutingData.Read([SmallRuns.Fresh]).Table!;
        var random = new SeededRandom(4);
        var scored = table.WithScores(
            table.Models,
            [.. table.Models.Select((_, m) => table.Quality(m).ToArray().Select(quality => random.NextGaussian() + (quality > 0.5 ? 2 : 0)).ToArray())]);
        RoutingTableWriter.Write(_folder["pool.jsonl.gz"], scored);
        var config = Config("pool", _folder["pool.jsonl.gz"], "scores", "");
        CommandLine.Run("train", config, "--router", "external").Succeeded();
        var bundle = Path.Combine(_folder["pool"], "bundle");

        using var router = Router.Load(bundle);
        Assert.AreEqual("large,medium,nano,small", string.Join(",", router.ExternalScoreNames));
        CommandLine.Run("verify", bundle).Succeeded();
        CommandLine.Run("evaluate", bundle, "--data", _folder["pool.jsonl.gz"], "--resamples", "100").Succeeded();
        Assert.AreEqual("medium", router.Route("x", [-5f, 5, -5, -5]).Model);
    }

    [TestMethod]
    public void Train_Cascade_CarriesItsCostsToEveryVerb()
    {
        var data = Data("scored.jsonl.gz");
        var config = Config("cascade", data, "scores:verified", "weak: nano, strong: large, cascade: { verifierUsd: 0.01 }");
        CommandLine.Run("train", config, "--router", "automix").Succeeded();
        var bundle = Path.Combine(_folder["cascade"], "bundle");

        var read = Bundle.Read(bundle);
        Assert.AreEqual(new CascadeLabel(0.01, 0), read.Labels.Cascade);
        Assert.IsGreaterThan(0.01, read.Labels.Models[0].ExpectedCostUsd);
        StringAssert.Contains(File.ReadAllText(Path.Combine(_folder["cascade"], "report.md")), "Costs are a cascade's, with 0.01 USD");
        CommandLine.Run("verify", bundle).Succeeded();
        var models = CommandLine.Run("evaluate", bundle, "--data", data, "--resamples", "100", "--json").Succeeded()
            .Json.GetProperty("routers")[0].GetProperty("evaluation").GetProperty("models").EnumerateArray().ToArray();
        double Cost(int model) => models[model].GetProperty("costUsd").GetProperty("value").GetDouble();
        Assert.HasCount(4, models);
        Assert.AreEqual(Cost(0), Cost(2) + 0.01, 1e-12);
        Assert.AreEqual(Cost(1), Cost(0) + Cost(3), 1e-12);

        // The same decisions, paid as one model at a time by the baseline and as a cascade by the candidate.
        var alone = Train("automix", data, "scores:verified");
        var gate = CommandLine.Run("regress", "--baseline", alone, "--candidate", bundle, "--data", data, "--json");
        Assert.AreEqual(1, gate.ExitCode, gate.Error);
        StringAssert.Contains(gate.Out, "worse");

        // Over time, too: whoever goes through the cascade pays the verifier, a model asked alone does not.
        var replayed = CommandLine.Run("replay", bundle, "--data", data, "--policies", "point,cheapest,strong", "--json").Succeeded()
            .Json.GetProperty("policies").EnumerateArray().Select(policy => policy.GetProperty("costUsd").GetProperty("value").GetDouble()).ToArray();
        Assert.IsGreaterThan(Cost(0), replayed[0]);
        Assert.AreEqual(Cost(2), replayed[1], 1e-12);
        Assert.AreEqual(Cost(3), replayed[2], 1e-12);
    }

    [TestMethod]
    public void Train_CascadeOfFour_AnswersStepByStepWhatItWasJudgedBy()
    {
        var data = Chain("chain.jsonl.gz");
        string[] order = ["nano", "small", "medium", "large"];
        var config = Config("chain", data, "scores", "cascade: { verifierUsd: 0.00001 }");
        CommandLine.Run("train", config, "--router", "cascade").Succeeded();
        var bundle = Path.Combine(_folder["chain"], "bundle");

        using var router = Router.Load(bundle);
        CollectionAssert.AreEqual(order, router.Bundle.Labels.Models.Select(model => model.Id).ToArray());
        Assert.IsTrue(router.TakesUnknownScores);
        Assert.AreEqual("medium,nano,small", string.Join(",", router.ExternalScoreNames));
        var first = router.Bundle.Golden().First();
        Assert.AreEqual("nano", first.Model, "nothing is known, and the first model is asked");
        Assert.IsTrue(first.ExternalScores!.All(float.IsNaN) && router.Bundle.Golden().Any(row => row.ExternalScores!.Count(float.IsNaN) == 1));
        StringAssert.Contains(File.ReadAllText(Path.Combine(bundle, BundleFiles.ModelCard)), "float.NaN); // nothing is asked yet");
        CommandLine.Run("verify", bundle).Succeeded();

        // The protocol, one answer after another, ends where the decision on all scores at once does.
        var table = RoutingData.Read([data]).Table!;
        var names = router.ExternalScoreNames.ToArray();
        var all = Trainer.Features.ExternalScores.Of(table).Of(names).Values;
        var decided = new HashSet<string>();
        for (var row = 0; row < table.Count; row++)
        {
            var known = Array.ConvertAll(names, _ => float.NaN);
            var asked = new List<string>();
            string model;
            while (!asked.Contains(model = router.Route("x", known).Model))
            {
                asked.Add(model);
                if (Array.IndexOf(names, model) is >= 0 and var place)
                {
                    known[place] = all.Row(row)[place];
                }
            }

            Assert.AreEqual(router.Route("x", all.Row(row)).Model, model);
            CollectionAssert.AreEqual(order[..asked.Count], asked, "in their order");
            decided.Add(model);
        }

        Assert.IsGreaterThan(1, decided.Count, "queries end at several places");
        var queries = Queries("steps.jsonl", """{"id":"start","query":"x"}""", """{"id":"went on","query":"x","score:nano":-50,"score:small":null}""");
        var routed = CommandLine.Run("route", bundle, "--input", queries).Succeeded().Out.TrimEnd().Split('\n')
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("model").GetString()).ToArray();
        CollectionAssert.AreEqual(new[] { "nano", "small" }, routed);
        StringAssert.StartsWith(CommandLine.Run("route", bundle, "--query", "x").Succeeded().Out, "nano");
        StringAssert.StartsWith(CommandLine.Run("route", bundle, "--query", "x", "--scores", "small=-50", "nano=-50").Succeeded().Out, "medium");

        CommandLine.Run("evaluate", bundle, "--data", data, "--resamples", "100").Succeeded();
        CommandLine.Run("regress", "--baseline", bundle, "--candidate", bundle, "--data", data).Succeeded();
        CommandLine.Run("replay", bundle, "--data", data).Succeeded();
        CommandLine.Run("replay", bundle, "--data", data, "--policies", "bias")
            .Failed(2, "is a cascade of several models, which is steered inside its graph, so bias cannot weigh its scores");
        CommandLine.Run("calibrate", bundle, "--data", data, "--budget", "0.001", "--out", _folder["c"])
            .Failed(2, "is a cascade of 4 models, which is steered by the thresholds inside its graph");
        var prices = _folder.Write("prices.yaml", "date: 2026-01-01\nmodels:\n" + string.Join("\n", order.Select(
            (model, place) => $"  {model}: {{ inputUsdPerMTok: 0, outputUsdPerMTok: {place + 1} }}")));
        CommandLine.Run("reprice", bundle, "--prices", prices, "--data", data, "--out", _folder["repriced"]).Succeeded();
        var (models, verified) = (Bundle.Read(_folder["repriced"]).Labels.Models, 0.00001);
        double Own(int place) => (place + 1) * models[place].MeanOutputTokens!.Value / 1e6;
        var (two, four) = (Own(0) + Own(1) + (2 * verified), Own(0) + Own(1) + Own(2) + Own(3) + (3 * verified));
        double Chained(int place) => models[place].ExpectedCostUsd;
        Assert.AreEqual(two, Chained(1), 1e-12);
        Assert.AreEqual(four, Chained(3), 1e-12);
        CommandLine.Run("verify", _folder["repriced"]).Succeeded();
    }

    [TestMethod]
    public void Train_CascadeWithoutWhatItNeeds_IsRefused()
    {
        var data = Chain("chain.jsonl.gz");
        CommandLine.Run("train", Config("logistic", data, "scores", "cascade: { verifierUsd: 0 }"), "--router", "logistic")
            .Failed(2, "'data.cascade' is given for 4 models, and the logistic learner decides at once");
        CommandLine.Run(
            "sweep", Config("sweep", data, "scores", "cascade: { verifierUsd: 0 }"), "--quiet", "--set", "sweep.learners=[cascade, best]")
            .Failed(2, "the best learner decides at once");
        var alone = CommandLine.Run("train", Config("alone", data, "scores", "format: auto"), "--router", "cascade");
        Assert.AreEqual(2, alone.ExitCode, alone.Error);
        StringAssert.Contains(alone.Error, "say with 'data.cascade' what a verification costs");
    }

    [TestMethod]
    public void Train_CascadeOfAPair_IsAPolicyOfOneThreshold()
    {
        var data = Chain("chain.jsonl.gz");
        var config = Config("two", data, "scores:nano", "weak: nano, strong: large, cascade: { verifierUsd: 0.00001 }");
        CommandLine.Run("train", config, "--router", "cascade").Succeeded();
        using var router = Router.Load(Path.Combine(_folder["two"], "bundle"));

        Assert.IsFalse(router.TakesUnknownScores, "the weak model is asked anyway");
        Assert.AreEqual("large", router.Route("x", [-50f]).Model);
        Assert.AreEqual("nano", router.Route("x", [50f]).Model);
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => router.Route("x", [float.NaN])).Message, "external score 'nano' of text 1 is NaN");
        CommandLine.Run("verify", router.Bundle.Directory).Succeeded();
    }

    /// <summary>Three hundred queries with a verification of every model's answer but the dearest one's.</summary>
    private string Chain(string name)
    {
        var table = RoutingData.Read([SmallRuns.Fresh]).Table!;
        var random = new SeededRandom(9);
        string[] verified = ["medium", "nano", "small"];
        double[][] Tokens(int each) => [.. table.Models.Select(_ => Enumerable.Repeat((double)each, table.Count).ToArray())];
        table = table.WithTokens(Tokens(30), Tokens(200));
        RoutingTableWriter.Write(_folder[name], table.WithScores(verified, Array.ConvertAll(verified, model =>
            table.Quality(table.IndexOf(model)).ToArray().Select(quality => (quality > 0.5 ? 1 : -1) + random.NextGaussian()).ToArray())));
        return _folder[name];
    }

    /// <summary>Three hundred queries with a score that tells of the gain, and one of the weak model's answer in eighths.</summary>
    private string Data(string name, int gaps = 0)
    {
        var table = RoutingData.Read([SmallRuns.Fresh]).Table!;
        var (weak, strong) = (table.Quality(table.IndexOf("nano")).ToArray(), table.Quality(table.IndexOf("large")).ToArray());
        var random = new SeededRandom(8);
        var mine = weak.Select((quality, row) => random.NextGaussian() + (strong[row] > quality ? 1.0 : -1.0)).ToArray();
        var verified = weak.Select(quality => Enumerable.Range(0, 8).Count(_ => random.NextDouble() < (quality > 0.5 ? 0.8 : 0.3)) / 8.0).ToArray();
        Array.Fill(mine, double.NaN, 0, gaps);
        RoutingTableWriter.Write(_folder[name], table.WithScores(["mine", "verified"], [mine, verified]));
        return _folder[name];
    }

    private string Queries(string name, params string[] lines) => _folder.Write(name, string.Join("\n", lines));

    private string Train(string learner, string data, string features)
    {
        var name = $"{learner}-run";
        CommandLine.Run("train", Config(name, data, features), "--router", learner).Succeeded();
        return Path.Combine(_folder[name], "bundle");
    }

    private string Config(string name, string data, string features, string models = "weak: nano, strong: large") => _folder.Write($"{name}.yaml", $$"""
        name: scored
        output: '{{_folder[name]}}'
        data: { table: ['{{data}}'], {{models}} }
        features: '{{features}}'
        encoder: { cacheFolder: '{{_folder["cache"]}}' }
        sweep: { folds: 2 }
        evaluation: { resamples: 100 }
        bundle: { goldenRows: 20 }
        """);
}
