using System.Globalization;
using System.Text.Json;
using Trainer.Features.Data;

namespace Trainer.Tests.Commands;

[TestClass]
public sealed class DataVerbTests
{
    [TestMethod]
    public void Import_LongTable_BecomesTheProjectsOwn()
    {
        using var folder = new TempFolder();
        var source = folder.Write(
            "long.csv",
            """"
            qid,prompt,domain,model,quality,cost
            q1,Hello,chat,a,0.5,0.001
            q1,Hello,chat,b,1,0.01
            q2,"Say ""hi""",chat,a,0,
            """");
        var result = CommandLine.Run("import", "auto", source, "--out", folder["deep/table.jsonl.gz"], "--json").Succeeded().Json;
        Assert.AreEqual("long", result.GetProperty("format").GetString());
        Assert.AreEqual("queries", result.GetProperty("kind").GetString());
        Assert.AreEqual(2, result.GetProperty("rows").GetInt32());
        Assert.AreEqual(Inspect(source), Inspect(folder["deep/table.jsonl.gz"]));
    }

    [TestMethod]
    public void Import_HoldOut_PutsEveryQueryOnOneSide_AndOneTextTogether()
    {
        using var folder = new TempFolder();
        var source = folder.Write("long.csv", "qid,prompt,domain,model,quality,cost\n" + string.Concat(
            Enumerable.Range(0, 200).Select(i => $"q{i},Question {i / 2},d,a,0.5,0.001\nq{i},Question {i / 2},d,b,1,0.01\n")));
        string[] Ids(string file) => [.. RoutingData.Read([folder[file]]).Table!.Queries.Select(query => query.Id)];
        void Import(string name, params string[] more) => CommandLine.Run(
            ["import", "auto", source, "--out", folder[$"{name}.jsonl.gz"], "--hold-out", folder[$"{name}-fresh.jsonl.gz"], .. more]).Succeeded();
        Import("one", "--share", "0.25");
        var (learned, fresh) = (Ids("one.jsonl.gz"), Ids("one-fresh.jsonl.gz"));
        Assert.HasCount(50, fresh);
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 200).Select(i => $"q{i}").ToArray(), learned.Concat(fresh).ToArray());
        CollectionAssert.AllItemsAreUnique(learned.Concat(fresh).ToArray());
        foreach (var id in fresh)
        {
            CollectionAssert.Contains(fresh, $"q{int.Parse(id[1..], CultureInfo.InvariantCulture) ^ 1}", "the other row of the same text");
        }

        Import("same", "--share", "0.25");
        CollectionAssert.AreEqual(fresh, Ids("same-fresh.jsonl.gz"));
        Import("other", "--share", "0.25", "--seed", "7");
        CollectionAssert.AreNotEqual(fresh, Ids("other-fresh.jsonl.gz"));
    }

    [TestMethod]
    public void Import_HoldOutThatCannotBe_IsRefusedAndWritesNothing()
    {
        using var folder = new TempFolder();
        var source = folder.Write("long.csv", "qid,prompt,domain,model,quality,cost\nq1,Same,d,a,1,0.1\nq2,Same,d,a,0,0.1\n");
        string[] args = ["import", "auto", source, "--out", folder["out.jsonl.gz"], "--hold-out", folder["fresh.jsonl.gz"]];
        CommandLine.Run(args).Failed(ExitCode.Usage, "all queries belong to one group or have one text");
        CommandLine.Run([.. args, "--share", "1"]).Failed(ExitCode.Usage, "--share is 1; allowed is a number between 0 and 1");
        Assert.IsFalse(File.Exists(folder["out.jsonl.gz"]) || File.Exists(folder["fresh.jsonl.gz"]));
    }

    [TestMethod]
    public void Import_RouteLlmFolder_TakesEveryFileAsADomain()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["in"]);
        folder.Write("in/algebra.csv", ",prompt,cheap,dear\n0,What is 2 + 2?,True,True\n1,Solve x = 1.,False,True\n");
        folder.Write("in/law.csv", ",prompt,cheap,dear\n0,What is a tort?,False,False\n");
        StringAssert.StartsWith(
            CommandLine.Run("import", "auto", folder["in"], "--out", folder["out.jsonl.gz"]).Succeeded().Out,
            "imported 3 queries (routellm)");
        var summary = CommandLine.Run("inspect", folder["out.jsonl.gz"], "--json").Succeeded().Json;
        var domains = summary.GetProperty("domains").EnumerateArray().Select(domain => domain.GetProperty("domain").GetString()).ToArray();
        CollectionAssert.AreEqual(new[] { "algebra", "law" }, domains);
        Assert.AreEqual(2, summary.GetProperty("models").GetArrayLength());
    }

    [TestMethod]
    public void Import_JudgeScores_UsesTheThresholdAndLeavesPromptsOut()
    {
        using var folder = new TempFolder();
        var source = folder.Write("judge.jsonl", string.Concat(Enumerable.Range(1, 5).Select(score =>
            JsonSerializer.Serialize(new { prompt = $"Question {score}", mixtral_score = score, gpt4_response = "…" }) + "\n")));
        var excluded = folder.Write("excluded.jsonl", "{\"eval_prompt\":\"Question 5\"}\n");
        string MeanQuality(params string[] more)
        {
            CommandLine.Run(["import", "judge", source, "--out", folder["out.jsonl.gz"], .. more]).Succeeded();
            var models = CommandLine.Run("inspect", folder["out.jsonl.gz"], "--json")
                .Succeeded().Json.GetProperty("models").EnumerateArray();
            return models.Single(model => model.GetProperty("model").GetString() == "mixtral").GetProperty("meanQuality").GetRawText();
        }

        Assert.AreEqual(
            ("0.4", "0.6", "0.25"), (MeanQuality(), MeanQuality("--judge-ok", "3"), MeanQuality("--exclude-prompts", excluded)));
    }

    [TestMethod]
    public void Import_Battles_AreCountedAndReadBack()
    {
        using var folder = new TempFolder();
        var source = folder.Write("battles.json", """
            [{"prompt":"Which is the better answer?","model_a":"x","model_b":"y","winner":"model_a"},
             {"prompt":"Which is the better answer?","model_a":"y","model_b":"z","winner":"tie"}]
            """);
        var result = CommandLine.Run("import", "auto", source, "--out", folder["out.jsonl.gz"], "--json").Succeeded().Json;
        Assert.AreEqual("battles", result.GetProperty("kind").GetString());
        var summary = CommandLine.Run("inspect", folder["out.jsonl.gz"], "--json").Succeeded().Json;
        foreach (var (name, count) in new[] { ("battles", 2), ("prompts", 1), ("ties", 1) })
        {
            Assert.AreEqual(count, summary.GetProperty(name).GetInt32(), name);
        }

        StringAssert.Contains(CommandLine.Run("inspect", source).Succeeded().Out, "2 battles (battles) over 1 prompts, 3 models, 1 ties");
    }

    [TestMethod]
    public void Inspect_Battles_RatesModelsWithIntervals()
    {
        using var folder = new TempFolder();
        string Battle(int i) => $$"""{"prompt":"Prompt {{i}}","model_a":"x","model_b":"y","winner":"{{(i % 4 == 0 ? "model_b" : "model_a")}}"}""";
        var source = folder.Write("battles.jsonl", string.Join('\n', Enumerable.Range(0, 400).Select(Battle)));
        var models = CommandLine.Run("inspect", source, "--anchor", "y", "--json").Succeeded().Json.GetProperty("models");
        double Of(int model, string name) => models[model].GetProperty(name).GetDouble();
        Assert.AreEqual(("x", 400.0, 300.0), (models[0].GetProperty("model").GetString(), Of(0, "battles"), Of(0, "won")));
        Assert.AreEqual(1000, Of(1, "rating"), 1e-9);

        // Odds of 3 to 1; the logarithm's standard error is the root of 1/300 + 1/100.
        Assert.AreEqual(1000 + (400 * Math.Log10(3)), Of(0, "rating"), 0.1);
        Assert.AreEqual(2 * 1.96 * Math.Sqrt((1 / 300.0) + (1 / 100.0)) * 400 / Math.Log(10), Of(0, "high") - Of(0, "low"), 0.1);
        var text = CommandLine.Run("inspect", source).Succeeded().Out;
        StringAssert.Contains(text, "1095");
        StringAssert.Contains(text, "the mean is put at 1000");
        CommandLine.Run("inspect", source, "--anchor", "z").Failed(2, "there is no model 'z' in the battles");
    }

    [TestMethod]
    public void Sample_SameSeed_SameBytesAndItsTruth()
    {
        using var folder = new TempFolder();
        foreach (var (name, seed) in new[] { ("one", "5"), ("again", "5"), ("other", "6") })
        {
            CommandLine.Run("sample", "--out", folder[$"{name}.jsonl.gz"], "--queries", "60", "--seed", seed).Succeeded();
            Assert.IsTrue(File.Exists(folder[$"{name}.truth.jsonl.gz"]));
        }

        CollectionAssert.AreEqual(File.ReadAllBytes(folder["one.jsonl.gz"]), File.ReadAllBytes(folder["again.jsonl.gz"]));
        CollectionAssert.AreNotEqual(File.ReadAllBytes(folder["one.jsonl.gz"]), File.ReadAllBytes(folder["other.jsonl.gz"]));
        Assert.AreEqual(60, CommandLine.Run("inspect", folder["one.jsonl.gz"], "--json").Json.GetProperty("queries").GetInt32());
    }

    [TestMethod]
    public void Inspect_ForPeople_SaysWhatIsInTheTable()
    {
        var text = CommandLine.Run("inspect", SmallRuns.Fresh).Succeeded().Out;
        foreach (var part in new[] {
            "300 queries (trainer), 4 models, 290 with every outcome", "best constant", "oracle", "nano against large", "7 domains",
        })
        {
            StringAssert.Contains(text, part);
        }
    }

    [TestMethod]
    public void Inspect_WithTest_SaysWhatLeaks()
    {
        using var folder = new TempFolder();
        var training = folder.Write("train.csv", "qid,prompt,model,quality\nt1,What is a tort?,a,1\nt1,What is a tort?,b,0\n");
        var test = folder.Write("test.csv", "qid,prompt,model,quality\nx1,what is a  TORT?,a,1\nx2,Who wrote Emma?,a,0\n");
        StringAssert.Contains(
            CommandLine.Run("inspect", training, "--test", test).Succeeded().Out,
            "error  1 of 2 test prompts stand in the training data too (x1 is t1)");
        var findings = CommandLine.Run("inspect", training, "--test", test, "--json").Succeeded().Json.GetProperty("findings");
        Assert.AreEqual("error", findings[0].GetProperty("severity").GetString());
        Assert.AreEqual("x1", findings[0].GetProperty("examples")[0].GetString());
        CommandLine.Run("inspect", training, "--test", folder["absent.csv"]).Failed(3, "there is no such file");
        var battles = folder.Write("battles.jsonl", """{"prompt":"Which?","model_a":"x","model_b":"y","winner":"model_a"}""" + "\n");
        CommandLine.Run("inspect", training, "--test", battles).Failed(2, "holds battles", "--test compares two routing tables");
        CommandLine.Run("inspect", battles, "--test", training).Failed(2, "holds battles");
    }

    [TestMethod]
    public void DataVerbs_WrongUse_IsOneSentence()
    {
        using var folder = new TempFolder();
        var table = folder.Write("table.csv", "qid,prompt,model,quality\nq1,Hello,a,2\n");
        var unknown = folder.Write("unknown.csv", "x,y\n1,2\n");
        CommandLine.Run("import", "auto", "--out", folder["out"]).Failed(2, "FORMAT IN... is missing");
        CommandLine.Run("import", "auto", table).Failed(2, "--out is missing");
        CommandLine.Run("import", "lang", table, "--out", folder["out"]).Failed(2, "no format 'lang'", "did you mean 'long'?");
        CommandLine.Run("import", "auto", table, "--out", folder["out"]).Failed(3, "table.csv, line 2, column quality");
        CommandLine.Run("import", "auto", unknown, "--out", folder["out"]).Failed(3, "is of no known format");
        CommandLine.Run("import", "auto", folder["absent"], "--out", folder["out"]).Failed(3, "there is no such file or folder");
        CommandLine.Run("import", "auto", SmallRuns.Fresh, "--domains", folder["absent"], "--out", folder["out"])
            .Failed(3, "absent");
        CommandLine.Run("inspect").Failed(2, "TABLE is missing");
        CommandLine.Run("inspect", table).Failed(3, "table.csv, line 2");
        CommandLine.Run("inspect", SmallRuns.Fresh, "--format", "lang").Failed(2, "did you mean 'long'?");
        CommandLine.Run("sample", "--queries", "10").Failed(2, "--out is missing");
        CommandLine.Run("sample", "--out", folder["s.csv"]).Failed(2, "it must end in .jsonl.gz");
        CommandLine.Run("sample", "--out", folder["s.jsonl.gz"], "--queries", "0")
            .Failed(2, "--queries is 0; allowed is 1 to 1000000");
        CommandLine.Run("sample", "--out", folder["s.jsonl.gz"], "--queries", "ten")
            .Failed(2, "--queries has a value of the wrong kind; allowed is a whole number");
        CommandLine.Run("sample", "--out", Path.Combine(table, "s.jsonl.gz"), "--queries", "10").Failed(3);
        CollectionAssert.AreEquivalent(new[] { table, unknown }, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void Import_Prices_GiveEveryAnswerItsCost()
    {
        using var folder = new TempFolder();
        var source = folder.Write(
            "long.csv",
            """
            qid,prompt,model,quality,cost,input_tokens,output_tokens
            q1,12345678,a,0.5,9,10,100
            q1,12345678,b,1,,,
            q2,1234,a,0,,,300
            q2,1234,b,,,,
            """);
        var prices = folder.Write(
            "prices.yaml",
            "date: 2025-06-30\nmodels:\n  a: { inputUsdPerMTok: 1, outputUsdPerMTok: 2 }\n  b: { inputUsdPerMTok: 4, outputUsdPerMTok: 8 }\n");
        RoutingTable Import(params string[] more)
        {
            var result = CommandLine.Run(
                ["import", "auto", source, "--out", folder["out.jsonl.gz"], "--prices", prices, "--json", .. more]).Succeeded().Json;
            Assert.AreEqual(
                "The costs of 3 answers are computed from prices of 2025-06-30: input tokens are 33.3% measured and 66.7% estimated, " +
                    "output tokens 66.7% measured and 33.3% estimated.",
                result.GetProperty("findings")[0].GetProperty("sentence").GetString());
            return RoutingData.Read([folder["out.jsonl.gz"]]).Table!;
        }

        var table = Import();
        Assert.AreEqual(210e-6, table.CostUsd(0)[0], 1e-15, "the observed cost of 9 is replaced");
        Assert.AreEqual(601e-6, table.CostUsd(0)[1], 1e-15);
        Assert.AreEqual(2008e-6, table.CostUsd(1)[0], 1e-15);
        Assert.IsTrue(double.IsNaN(table.CostUsd(1)[1]), "b was not run on q2");
        Assert.IsTrue(double.IsNaN(table.InputTokens(1)[0]), "estimates are not written as if they were measured");
        Assert.AreEqual(88e-6, Import("--output-tokens", "10").CostUsd(1)[0], 1e-15);
        var text = CommandLine.Run("import", "auto", source, "--out", folder["out.jsonl.gz"], "--prices", prices).Succeeded().Out;
        StringAssert.Contains(text, "info  The costs of 3 answers");
    }

    [TestMethod]
    public void Import_PricesThatDoNotDo_WritesNothing()
    {
        using var folder = new TempFolder();
        var source = folder.Write("long.csv", "qid,prompt,model,quality\nq1,Hi,a,1\nq1,Hi,b,0\nq1,Hi,c,0\n");
        var battles = folder.Write("battles.json", """[{"prompt":"Which?","model_a":"x","model_b":"y","winner":"model_a"}]""");
        var prices = folder.Write("prices.json", """{ "b": { "input_price": 1, "output_price": 1 } }""");
        void Fails(string input, string from, string expected, params string[] more) =>
            CommandLine.Run(["import", "auto", input, "--out", folder["out"], "--prices", from, .. more]).Failed(2, expected);
        Fails(source, prices, "prices.json has no price for a, c; every cost is computed from prices");
        Fails(source, folder["absent"], "there is no file of prices");
        Fails(battles, prices, "battles have no costs");
        Fails(source, prices, "--output-tokens is a number from 0", "--output-tokens=-1");
        Assert.IsFalse(File.Exists(folder["out"]));
    }

    private static string Inspect(string path) => CommandLine.Run("inspect", path, "--json").Succeeded().Out;

    [TestMethod]
    public void Inspect_WithAnEncoder_FindsPromptsThatMeanTheSame()
    {
        using var folder = new TempFolder();
        string Table(string name, params string[] prompts) => folder.Write(name, "qid,prompt,model,quality\n" + string.Concat(
            prompts.SelectMany((prompt, row) => new[] { "small", "large" }.Select(model => $"{name}{row},{prompt},{model},{row % 2}\n"))));
        var train = Table("train.csv", "How old are you?", "Sort a list of integers in Python.", "HOW OLD ARE YOU", "Name a French river.");
        var test = Table("test.csv", "how old are you???", "Prove it.");

        // A process of its own, so that its cache lies in the folder.
        Outcome Inspect(params string[] more) => TrainerProcess.Finish(TrainerProcess.Start(
            folder.Path, new() { ["XDG_CACHE_HOME"] = folder["cache"] }, ["inspect", train, "--test", test, "--json", .. more]));
        string[] Findings(params string[] more) => [.. Inspect(more).Succeeded()
            .Json.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("sentence").GetString()!)];

        Assert.IsFalse(Findings().Any(sentence => sentence.Contains("cosine", StringComparison.Ordinal)));
        var found = Findings("--encoder", TinyEncoder.Save(folder, "tiny"));
        Assert.IsTrue(found.Any(sentence => sentence.Contains("prompts lie within cosine 0.95 of another", StringComparison.Ordinal)));
        Assert.IsTrue(found.Any(sentence => sentence.Contains("test prompts lie within cosine 0.95 of a training prompt", StringComparison.Ordinal)));
        CommandLine.Run("inspect", train, "--encoder", folder["nowhere"]).Failed(3, "there is no such folder");
    }
}
