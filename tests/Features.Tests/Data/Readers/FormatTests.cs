using Trainer.Features.Data;
using Trainer.Features.Data.Summary;

namespace Trainer.Features.Tests.Data.Readers;

/// <summary>What each format's small file becomes.</summary>
[TestClass]
public class FormatTests
{
    private const double None = double.NaN;

    [TestMethod]
    public void Read_RouteLlm_GivesColumnsAsModelsAndFileAsDomain()
    {
        var table = Table("routellm", "mmlu_law.csv");

        CollectionAssert.AreEqual(new[] { "weak/m", "strong" }, table.Models.ToArray());
        CollectionAssert.AreEqual(
            new[]
            {
                new Query("mmlu_law/0", "What?", "mmlu_law"), new Query("mmlu_law/1", "two\nlines, \"quoted\"", "mmlu_law"),
                new Query("mmlu_law/2", "three", "mmlu_law"),
            },
            table.Queries.ToArray());
        CollectionAssert.AreEqual(new[] { 1, 0.25, None }, table.Quality(0).ToArray());
        CollectionAssert.AreEqual(new[] { 0.0, 1, 0 }, table.Quality(1).ToArray());
        CollectionAssert.AreEqual(new[] { None, None, None }, table.CostUsd(0).ToArray());
    }

    [TestMethod]
    public void Read_RouteLlmOfDataFrame_IgnoresItsIndex()
    {
        using var folder = new TempFolder();
        var data = RoutingData.Read([folder.Write("f.csv", ",prompt,m,n\n0,Hi,True,False\n1,Ho,False,True\n")]);
        CollectionAssert.AreEqual(new[] { "m", "n" }, data.Table!.Models.ToArray());
    }

    [TestMethod]
    [DataRow("long.csv")]
    [DataRow("long.jsonl")]
    public void Read_Long_JoinsRowsOfOneQuery(string file)
    {
        var table = Table("long", file);

        CollectionAssert.AreEqual(new[] { "a", "b" }, table.Models.ToArray());
        CollectionAssert.AreEqual(new[] { new Query("1", "Hi", "chat", "g"), new Query("2", "Ho") }, table.Queries.ToArray());
        CollectionAssert.AreEqual(new[] { 0.5, None }, table.Quality(0).ToArray());
        CollectionAssert.AreEqual(new[] { 1, None }, table.Quality(1).ToArray());
        CollectionAssert.AreEqual(new[] { 0.001, None }, table.CostUsd(0).ToArray());
        CollectionAssert.AreEqual(new[] { 0.5, None }, table.LatencySeconds(1).ToArray());
        CollectionAssert.AreEqual(new[] { None, None }, table.InputTokens(0).ToArray());
        CollectionAssert.AreEqual(new[] { 20, None }, table.OutputTokens(0).ToArray());
        CollectionAssert.AreEqual(new[] { 3, None }, table.InputTokens(1).ToArray());
        CollectionAssert.AreEqual(new[] { 40, None }, table.OutputTokens(1).ToArray());
        Assert.IsFalse(table.WasRun(1, 0));
    }

    [TestMethod]
    [DataRow("long.csv", "qid,prompt,model,quality,llm_judge\n1,Hi,a,1,7.5\n1,Hi,b,0,\n2,Ho,a,1,0\n")]
    [DataRow("rows.csv", "query,model_name,performance,llm_judge\nHi,a,1,7.5\nHi,b,0,\nHo,a,1,0\n")]
    [DataRow("compact.jsonl", """
        {"id":"1","prompt":"Hi","scores":{"a":1,"b":0},"llm_judge":{"a":7.5,"b":null}}
        {"id":"2","prompt":"Ho","scores":{"a":1},"llm_judge":{"a":0}}

        """)]
    [DataRow("table.jsonl", """
        {"trainer_table":1,"models":["a","b"]}
        {"id":"1","prompt":"Hi","quality":[1,0],"llm_judge":[7.5,null]}
        {"id":"2","prompt":"Ho","quality":[1,null],"llm_judge":[0,null]}

        """)]
    public void Read_JudgeScores_StandBesideTheQuality(string file, string text)
    {
        using var folder = new TempFolder();
        var table = RoutingData.Read([folder.Write(file, text)]).Table!;
        CollectionAssert.AreEqual(new[] { 7.5, 0 }, table.JudgeScore(0).ToArray());
        CollectionAssert.AreEqual(new[] { None, None }, table.JudgeScore(1).ToArray());
        CollectionAssert.AreEqual(new[] { 0, 7.5 }, table.WithModels([1, 0]).Select([1, 0]).JudgeScore(1).ToArray());
        CollectionAssert.AreEqual(new[] { 7.5, 0, 7.5, 0 }, table.Over(["a"]).Append(table.Over(["a"])).JudgeScore(0).ToArray());
        Assert.AreEqual(7.5, table.WithScores(["s"], [[1, 2]]).WithLatencies([[1, 1], [1, 1]]).WithCosts([[1, 1], [1, 1]]).JudgeScore(0)[0]);
        Assert.AreEqual(3.75, TableSummary.Of(table).Models[0].MeanJudgeScore);
        Assert.IsNull(TableSummary.Of(table).Models[1].MeanJudgeScore);

        var unjudged = RoutingData.Read([folder.Write("other." + file, text.Replace("7.5", "7.25", StringComparison.Ordinal))]).Table!;
        Assert.AreNotEqual(ContentDigest.Of(table), ContentDigest.Of(unjudged), "a digest tells them apart");
    }

    [TestMethod]
    [DataRow("wide.csv", "b,a")]
    [DataRow("wide.jsonl", "a,b")]
    public void Read_RouterBench_GivesScoresAndCosts(string file, string models)
    {
        var table = Table("routerbench", file);

        Assert.AreEqual(models, string.Join(",", table.Models));
        CollectionAssert.AreEqual(new[] { new Query("s1", "Hi", "mbpp"), new Query("s2", "Ho", "mmlu") }, table.Queries.ToArray());
        CollectionAssert.AreEqual(new[] { 0, 0.5 }, table.Quality(table.IndexOf("a")).ToArray());
        CollectionAssert.AreEqual(new[] { 1, None }, table.Quality(table.IndexOf("b")).ToArray());
        CollectionAssert.AreEqual(new[] { 0.001, 0 }, table.CostUsd(table.IndexOf("a")).ToArray());
        CollectionAssert.AreEqual(new[] { 0.002, None }, table.CostUsd(table.IndexOf("b")).ToArray());
    }

    [TestMethod]
    public void Read_LlmRouterRows_JoinsByTaskAndText()
    {
        var table = Table("llmrouter", "rows.jsonl");

        CollectionAssert.AreEqual(new[] { "a", "b" }, table.Models.ToArray());
        CollectionAssert.AreEqual(new[] { "gsm8k", "mmlu" }, table.Queries.Select(q => q.Domain).ToArray());
        CollectionAssert.AreEqual(new[] { 0, 0.5 }, table.Quality(0).ToArray());
        CollectionAssert.AreEqual(new[] { 1, None }, table.Quality(1).ToArray());
        CollectionAssert.AreEqual(new[] { 0.002, None }, table.CostUsd(1).ToArray());
        CollectionAssert.AreEqual(new[] { 1, None }, table.InputTokens(1).ToArray());
        CollectionAssert.AreEqual(new[] { 2, None }, table.OutputTokens(1).ToArray());
        CollectionAssert.AreEqual(new[] { None, None }, table.OutputTokens(0).ToArray());
        CollectionAssert.AreEqual(new[] { 0.25, None }, table.LatencySeconds(0).ToArray());
    }

    [TestMethod]
    public void Read_LlmRouterScores_NumbersRowsAndTakesDomainsFromFile()
    {
        using var folder = new TempFolder();
        var fixture = FormatFixture.All.Single(f => f.Format == "llmrouter-scores");
        var domains = folder.Write("d.jsonl", """
            {"query":"Hi","task_name":"math"}
            {"query":"Hi","task_name":"gsm8k"}
            """);

        var table = RoutingData.Read([folder.Write(fixture.FileName, fixture.Text)], new ReadOptions { DomainsFile = domains }).Table!;

        CollectionAssert.AreEqual(new[] { "a", "b" }, table.Models.ToArray());
        CollectionAssert.AreEqual(new[] { new Query("pre/0", "Hi", "gsm8k"), new Query("pre/1", "Ho") }, table.Queries.ToArray());
        CollectionAssert.AreEqual(new[] { 0, 0.5 }, table.Quality(0).ToArray());
        CollectionAssert.AreEqual(new[] { 1, None }, table.Quality(1).ToArray());
    }

    [TestMethod]
    public void Read_Compact_LeavesMissingModelsNotRun()
    {
        var table = Table("compact", "compact.jsonl");

        CollectionAssert.AreEqual(new[] { "a", "b" }, table.Models.ToArray());
        CollectionAssert.AreEqual(new[] { new Query("x/1", "Hi", "law", "g"), new Query("x/2", "Ho", "chat") }, table.Queries.ToArray());
        CollectionAssert.AreEqual(new[] { 0, 0.5 }, table.Quality(0).ToArray());
        CollectionAssert.AreEqual(new[] { 1, None }, table.Quality(1).ToArray());
        CollectionAssert.AreEqual(new[] { 0.002, None }, table.CostUsd(1).ToArray());
        CollectionAssert.AreEqual(new[] { 3, None }, table.InputTokens(1).ToArray());
        CollectionAssert.AreEqual(new[] { 40, None }, table.OutputTokens(1).ToArray());
        CollectionAssert.AreEqual(new[] { None, None }, table.InputTokens(0).ToArray());
        CollectionAssert.AreEqual(new[] { 0.5, None }, table.LatencySeconds(1).ToArray());
    }

    [TestMethod]
    [DataRow("rorf.csv")]
    [DataRow("rorf.jsonl")]
    public void Read_Rorf_GivesScoreColumns(string file)
    {
        var table = Table("rorf", file);

        CollectionAssert.AreEqual(new[] { "b", "openai/a" }, table.Models.ToArray());
        CollectionAssert.AreEqual(new[] { new Query("rorf/0", "Hi"), new Query("rorf/1", "Ho") }, table.Queries.ToArray());
        CollectionAssert.AreEqual(new[] { 1, None }, table.Quality(0).ToArray());
        CollectionAssert.AreEqual(new[] { 0, 0.5 }, table.Quality(1).ToArray());
    }

    [TestMethod]
    [DataRow("judge.csv", 4, 1.0, 0.0)]
    [DataRow("judge.jsonl", 4, 1.0, 0.0)]
    [DataRow("judge.csv", 3, 1.0, 1.0)]
    [DataRow("judge.jsonl", 5, 0.0, 0.0)]
    public void Read_JudgeWithOneScore_CountsReferenceAsRight(string file, double ok, double first, double second)
    {
        var table = Table("judge", file, new ReadOptions { JudgeOkScore = ok });

        CollectionAssert.AreEqual(new[] { "gpt4", "mixtral" }, table.Models.ToArray());
        CollectionAssert.AreEqual(
            new[] { new Query("judge/0", "Hi", "flan"), new Query("judge/1", "Ho", "sharegpt") }, table.Queries.ToArray());
        CollectionAssert.AreEqual(new[] { 1.0, 1 }, table.Quality(0).ToArray());
        CollectionAssert.AreEqual(new[] { first, second }, table.Quality(1).ToArray());
    }

    [TestMethod]
    public void Read_JudgeWithTwoScores_JudgesBoth()
    {
        using var folder = new TempFolder();
        var table = RoutingData.Read([folder.Write("j.csv", "prompt,a_score,b_score,c_response\nHi,5,1,x\nHo,,4,y\n")]).Table!;

        CollectionAssert.AreEqual(new[] { "a", "b" }, table.Models.ToArray());
        CollectionAssert.AreEqual(new[] { 1, None }, table.Quality(0).ToArray());
        CollectionAssert.AreEqual(new[] { 0.0, 1 }, table.Quality(1).ToArray());
    }

    [TestMethod]
    [DataRow("arena", "arena.csv")]
    [DataRow("arena", "arena.jsonl")]
    [DataRow("battles", "battles.json")]
    [DataRow("trainer-battles", "battles.jsonl")]
    public void Read_Battles_GivesFirstTurnsAndWinners(string format, string file)
    {
        var battles = Read(format, file).Battles!;

        CollectionAssert.AreEqual(
            new[]
            {
                new Battle("Hi", "m1", "m2", BattleWinner.A), new Battle("Ho", "m2", "m3", BattleWinner.B),
                new Battle("plain", "m1", "m3", format == "battles" ? BattleWinner.BothBad : BattleWinner.Tie),
            },
            battles.ToArray());
        CollectionAssert.AreEqual(new[] { "m1", "m2", "m3" }, battles.Models.ToArray());
        Assert.AreEqual(2, battles.IndexOf("m3"));
        Assert.AreEqual(-1, battles.IndexOf("m4"));
    }

    [TestMethod]
    [DataRow(@"[""cut \ud83d here""]", "cut \ufffd here")]
    [DataRow(@"[""whole \ud83d\ude00 here""]", "whole \U0001F600 here")]
    [DataRow(@"[""low \ude00 alone""]", "low \ufffd alone")]
    [DataRow(@"[null, ""second""]", "")]
    [DataRow(@"[]", "")]
    [DataRow(@"[see the list", "[see the list")]
    public void Read_ArenaPrompt_TakesFirstTurn(string prompt, string expected)
    {
        using var folder = new TempFolder();
        var quoted = prompt.Replace("\"", "\"\"", StringComparison.Ordinal);
        var file = folder.Write("a.csv", $"id,model_a,model_b,prompt,winner_model_a,winner_model_b,winner_tie\n1,m,n,\"{quoted}\",0,0,1\n");
        Assert.AreEqual(expected, RoutingData.Read([file]).Battles![0].Prompt);
    }

    [TestMethod]
    [DataRow("pandalm.json")]
    [DataRow("pandalm.csv")]
    public void Read_PandaLm_JoinsInstructionAndInput(string file)
    {
        var battles = Read("pandalm", file).Battles!;

        CollectionAssert.AreEqual(
            new[] { new Battle("Hi", "m1-7b", "m2", BattleWinner.A), new Battle("Ho\n\nthere", "m2", "m3.5", BattleWinner.B) },
            battles.ToArray());
    }

    [TestMethod]
    [DataRow("1,1,2", BattleWinner.A)]
    [DataRow("2,0,2", BattleWinner.B)]
    [DataRow("0,0,1", BattleWinner.Tie)]
    [DataRow("0,1,2", BattleWinner.Tie)]
    [DataRow("1,2,", BattleWinner.Tie)]
    [DataRow(",,2", BattleWinner.B)]
    public void Read_PandaLm_TakesWhatMoreThanHalfOfTheJudgesSay(string votes, BattleWinner winner)
    {
        using var folder = new TempFolder();
        var file = folder.Write("p.csv", $"cmp_key,instruction,input,annotator1,annotator2,annotator3,annotators\nm_n,Hi,,{votes},7\n");
        Assert.AreEqual(winner, RoutingData.Read([file]).Battles![0].Winner);
    }

    [TestMethod]
    public void Read_TrainerTable_KeepsOrderOfModels()
    {
        var table = Table("trainer", "table.jsonl");

        CollectionAssert.AreEqual(new[] { "b", "a" }, table.Models.ToArray());
        CollectionAssert.AreEqual(new[] { new Query("x/1", "Hi", "law", "g"), new Query("x/2", "Ho") }, table.Queries.ToArray());
        CollectionAssert.AreEqual(new[] { 1, None }, table.Quality(0).ToArray());
        CollectionAssert.AreEqual(new[] { 0.002, None }, table.CostUsd(0).ToArray());
        CollectionAssert.AreEqual(new[] { None, None }, table.LatencySeconds(1).ToArray());
    }

    private static RoutingTable Table(string format, string file, ReadOptions? options = null) => Read(format, file, options).Table!;

    private static RoutingDataSet Read(string format, string file, ReadOptions? options = null)
    {
        using var folder = new TempFolder();
        var fixture = FormatFixture.All.Single(f => f.FileName == file);
        var data = RoutingData.Read([folder.Write(file, fixture.Text)], options);
        Assert.AreEqual(format, data.Format);
        return data;
    }
}
