using Trainer.Features.Data;

namespace Trainer.Features.Tests.Data.Readers;

/// <summary>
/// One row per fault: the file, the format as it must be named where the fault hides it, then line, column and what is said.
/// </summary>
[TestClass]
public class BadInputTests
{
    [TestMethod]

    // Missing columns and keys.
    [DataRow("routellm", "question,m\nHi,True\n", 2L, "prompt", "is missing; found are question, m")]
    [DataRow("long", "qid,prompt,model,cost\n1,Hi,m,1\n", 2L, "quality", "is missing; found are qid, prompt, model, cost")]
    [DataRow("long", "{\"qid\":1,\"prompt\":\"Hi\",\"model\":\"m\",\"quality\":1}\n{\"qid\":2,\"model\":\"m\",\"quality\":1}\n", 2L, "prompt", "is missing")]
    [DataRow("routerbench", "sample_id,prompt,eval_name,m|total_cost\n1,Hi,x,1\n", 2L, "m", "is missing")]
    [DataRow("llmrouter", "{\"query\":\"Hi\",\"model_name\":\"m\"}\n", 1L, "performance", "is missing")]
    [DataRow("llmrouter-scores", "[{\"question\":\"Hi\",\"scores\":{\"m\":1}},\n{\"question\":\"Ho\"}]", 2L, "scores", "is missing")]
    [DataRow("compact", "{\"id\":1,\"prompt\":\"Hi\",\"scores\":{\"m\":1}}\n{\"prompt\":\"Hi\",\"scores\":{\"m\":1}}\n", 2L, "id", "is missing")]
    [DataRow("rorf", "Input,m\nHi,1\n", 2L, "<model>/score", "is missing")]
    [DataRow("judge", "source,m_score,n_response\nx,4,y\n", 2L, "prompt", "is missing")]
    [DataRow("judge", "prompt,m_score\nx,4\n", 2L, null, "needs the <model>_response of the reference model")]
    [DataRow("arena", "id,model_a,model_b,prompt,winner_model_a,winner_model_b\n1,m,n,Hi,1,0\n", 2L, "winner_tie", "is missing")]
    [DataRow("battles", "[{\"model_a\":\"m\",\"model_b\":\"n\",\"winner\":\"tie\"}]", 1L, "prompt", "is missing")]
    [DataRow("pandalm", "[{\"cmp_key\":\"m_n\",\"instruction\":\"Hi\",\"annotator1\":1}]", 1L, "input", "is missing")]
    [DataRow("pandalm", "cmp_key,instruction,input\nm_n,Hi,\n", 2L, "annotator1", "is missing")]
    [DataRow("trainer", "{\"trainer_table\":1}\n", 1L, "models", "is missing")]
    [DataRow("trainer", "{\"trainer_table\":1,\"models\":[\"m\"]}\n{\"id\":\"1\",\"prompt\":\"Hi\"}\n", 2L, "quality", "is missing")]
    [DataRow("trainer-battles", "{\"trainer_battles\":1}\n{\"prompt\":\"Hi\",\"model_a\":\"m\",\"model_b\":\"n\"}\n", 2L, "winner", "is missing")]

    // Wrong types.
    [DataRow("routellm", "prompt,m,n\nHi,True,False\nHo,yes,False\n", 3L, "m", "holds \"yes\"; allowed: True, False, a number")]
    [DataRow("long", "qid,prompt,model,quality,cost\n1,Hi,m,1,cheap\n", 2L, "cost", "holds \"cheap\"; allowed: a number")]
    [DataRow("long", "{\"qid\":1,\"prompt\":\"Hi\",\"model\":\"m\",\"quality\":\"1\"}\n", 1L, "quality", "holds the text \"1\"; allowed: a number")]
    [DataRow("long", "{\"qid\":1,\"prompt\":[\"Hi\"],\"model\":\"m\",\"quality\":1}\n", 1L, "prompt", "holds the list [\"Hi\"]; allowed: a text")]
    [DataRow("routerbench", "{\"sample_id\":1,\"prompt\":\"Hi\",\"m\":{},\"m|total_cost\":1}\n", 1L, "m", "holds the object {}; allowed: a number")]
    [DataRow("llmrouter", "{\"query\":\"Hi\",\"model_name\":\"m\",\"performance\":\"good\"}\n", 1L, "performance", "allowed: a number")]
    [DataRow("llmrouter-scores", "[{\"question\":\"Hi\",\"scores\":[1]}]", 1L, "scores", "holds the list [1]; allowed: an object of numbers by model")]
    [DataRow("compact", "{\"id\":1,\"prompt\":\"Hi\",\"scores\":{\"m\":true}}\n", 1L, "scores.m", "holds the truth value true; allowed: a number")]
    [DataRow("rorf", "Input,m/score\nHi,good\n", 2L, "m/score", "holds \"good\"")]
    [DataRow("judge", "prompt,m_score,n_response\nx,good,y\n", 2L, "m_score", "holds \"good\"; allowed: a number")]
    [DataRow("judge", "prompt,m_score,n_response\nx,0,y\n", 2L, "m_score", "judge score 0; allowed are numbers from 1 to 5")]
    [DataRow("judge", "prompt,m_score,n_response\nx,6,y\n", 2L, "m_score", "judge score 6")]
    [DataRow("arena", "model_a,model_b,prompt,winner_model_a,winner_model_b,winner_tie\nm,n,Hi,2,0,0\n", 2L, "winner_model_a", "holds \"2\"; allowed are 0 and 1")]
    [DataRow("arena", "model_a,model_b,prompt,winner_model_a,winner_model_b,winner_tie\nm,n,Hi,1,0,1\n", 2L, null, "a battle has exactly one outcome")]
    [DataRow("battles", "[{\"prompt\":\"Hi\",\"model_a\":\"m\",\"model_b\":\"n\",\"winner\":\"m\"}]", 1L, "winner", "holds \"m\"; allowed are model_a, model_b, tie")]
    [DataRow("battles", "[{\"prompt\":\"Hi\",\"model_a\":\"m\",\"model_b\":\"m\",\"winner\":\"tie\"}]", 1L, null, "model m fights itself")]
    [DataRow("battles", "[{\"prompt\":\"Hi\",\"model_a\":\"m\",\"model_b\":\"\",\"winner\":\"tie\"}]", 1L, "model_b", "is empty")]
    [DataRow("battles", "[{\"prompt\":\"Hi\",\"model_a\":\"m\",\"model_b\":\"n\",\"winner\":\"tie\",\"weight\":0}]", 1L, null, "weight 0; allowed are finite numbers above 0")]
    [DataRow("pandalm", "cmp_key,instruction,input,annotator1\nm_n,Hi,,3\n", 2L, "annotator1", "holds 3; allowed are 0 for a tie, 1, 2")]
    [DataRow("pandalm", "cmp_key,instruction,input,annotator1\nm_n,Hi,,0.5\n", 2L, "annotator1", "holds 0.5; allowed are")]
    [DataRow("pandalm", "cmp_key,instruction,input,annotator1\nm_n,Hi,,\n", 2L, "annotator1", "at least one annotator is needed")]
    [DataRow("pandalm", "cmp_key,instruction,input,annotator1\nm_n_o,Hi,,1\n", 2L, "cmp_key", "holds \"m_n_o\"; needed are two names around one underscore")]
    [DataRow("pandalm", "cmp_key,instruction,input,annotator1\nm_,Hi,,1\n", 2L, "cmp_key", "needed are two names")]
    [DataRow("pandalm", "cmp_key,instruction,input,annotator1\nm_m,Hi,,1\n", 2L, null, "model m fights itself")]
    [DataRow("trainer", "{\"trainer_table\":2,\"models\":[\"m\"]}\n", 1L, "trainer_table", "is 2; this program reads version 1")]
    [DataRow("trainer", "{\"trainer_table\":1,\"models\":[\"m\"]}\n{\"id\":\"1\",\"prompt\":\"Hi\",\"quality\":[1,0]}\n", 2L, "quality", "holds 2 numbers for 1 models")]
    [DataRow("trainer", "{\"trainer_table\":1,\"models\":[\"m\"]}\n{\"id\":\"1\",\"prompt\":\"Hi\",\"quality\":1}\n", 2L, "quality", "allowed: a list of numbers")]
    [DataRow("trainer", "{\"trainer_table\":1,\"models\":[1]}\n", 1L, "models", "allowed: a text")]

    // Numbers out of range, NaN and infinities.
    [DataRow("routellm", "prompt,m\nHi,1.5\n", 2L, "m", "quality 1.5 of model m; allowed are finite numbers from 0 to 1")]
    [DataRow("routellm", "prompt,m\nHi,-0.1\n", 2L, "m", "quality -0.1")]
    [DataRow("routellm", "prompt,m\nHi,NaN\n", 2L, "m", "quality NaN")]
    [DataRow("long", "qid,prompt,model,quality,cost\n1,Hi,m,1,-1\n", 2L, "cost", "cost -1 of model m; allowed are finite numbers from 0 on")]
    [DataRow("long", "qid,prompt,model,quality,latency_s\n1,Hi,m,1,Infinity\n", 2L, "latency_s", "latency Infinity of model m")]
    [DataRow("long", "{\"qid\":1,\"prompt\":\"Hi\",\"model\":\"m\",\"quality\":1,\"cost\":1e999}\n", 1L, "cost", "cost Infinity")]
    [DataRow("routerbench", "sample_id,prompt,m,m|total_cost\n1,Hi,2,1\n", 2L, "m", "quality 2")]
    [DataRow("llmrouter", "{\"query\":\"Hi\",\"model_name\":\"m\",\"performance\":1,\"response_time\":-1}\n", 1L, "response_time", "latency -1")]
    [DataRow("llmrouter-scores", "[{\"question\":\"Hi\",\"scores\":{\"m\":1.01}}]", 1L, "scores.m", "quality 1.01")]
    [DataRow("compact", "{\"id\":1,\"prompt\":\"Hi\",\"scores\":{\"m\":1},\"cost\":{\"m\":-2}}\n", 1L, "cost.m", "cost -2")]
    [DataRow("compact", "{\"id\":1,\"prompt\":\"Hi\",\"scores\":{\"m\":1},\"output_tokens\":{\"m\":-2}}\n", 1L, "output_tokens.m", "output tokens -2")]
    [DataRow("long", "qid,prompt,model,quality,answer_token\n1,Hi,m,1,-1\n", 2L, "answer_token", "output tokens -1 of model m")]
    [DataRow("rorf", "Input,m/score\nHi,inf\n", 2L, "m/score", "holds \"inf\"")]
    [DataRow("trainer", "{\"trainer_table\":1,\"models\":[\"m\"]}\n{\"id\":\"1\",\"prompt\":\"Hi\",\"quality\":[7]}\n", 2L, "quality", "quality 7 of model m")]

    // Two things of one name.
    [DataRow("routellm", "prompt,m,m\nHi,1,0\n", 1L, "3", "is called m like column 2")]
    [DataRow("long", "{\"qid\":1,\"qid\":2,\"prompt\":\"Hi\",\"model\":\"m\",\"quality\":1}\n", 1L, "qid", "stands twice in one object")]
    [DataRow("llmrouter-scores", "[\n{\"question\":\"Hi\",\"scores\":{\"m\":1,\"m\":1}}]", 2L, "m", "stands twice in one object")]
    [DataRow("compact", "{\"id\":1,\"prompt\":\"Hi\",\"scores\":{\"m\":1,\"m\":0}}\n", 1L, "m", "stands twice in one object")]
    [DataRow("trainer", "{\"trainer_table\":1,\"models\":[\"m\",\"m\"]}\n", 1L, "models", "names m twice")]
    [DataRow("trainer", "{\"trainer_table\":1,\"models\":[\" \"]}\n", 1L, "models", "a model has no name")]
    [DataRow("compact", "{\"id\":1,\"prompt\":\"Hi\",\"scores\":{\"\":1}}\n", 1L, "scores.", "a model has no name")]
    [DataRow("compact", "{\"id\":1,\"prompt\":\"Hi\",\"scores\":{}}\n", 0L, null, "holds no models")]
    [DataRow("long", "qid,prompt,model,quality\n,Hi,m,1\n", 2L, "qid", "is empty")]

    // Contradictions name both lines.
    [DataRow("long", "qid,prompt,model,quality\n1,Hi,m,1\n2,Ho,m,1\n1,Hi,m,0\n", 4L, "quality", "query 1 has quality 0 for model m here but 1 in {file}, line 2")]
    [DataRow("long", "qid,prompt,model,quality\n1,Hi,m,1\n1,Ho,n,0\n", 3L, null, "query 1 has another prompt here than in {file}, line 2")]
    [DataRow("long", "qid,prompt,model,quality,cost\n1,Hi,m,1,1\n1,Hi,m,1,2\n", 3L, "cost", "query 1 has cost 2 for model m here but 1 in {file}, line 2")]
    [DataRow("routerbench", "sample_id,prompt,m,m|total_cost\n1,Hi,1,1\n1,Hi,0,1\n", 3L, "m", "but 1 in {file}, line 2")]
    [DataRow("llmrouter", "{\"query\":\"Hi\",\"model_name\":\"m\",\"performance\":1}\n{\"query\":\"Hi\",\"model_name\":\"m\",\"performance\":0}\n", 2L, "performance", "but 1 in {file}, line 1")]
    [DataRow("compact", "{\"id\":1,\"prompt\":\"Hi\",\"scores\":{\"m\":1}}\n\n{\"id\":1,\"prompt\":\"Hi\",\"scores\":{\"m\":0}}\n", 3L, "scores.m", "but 1 in {file}, line 1")]
    [DataRow("trainer", "{\"trainer_table\":1,\"models\":[\"m\"]}\n{\"id\":\"1\",\"prompt\":\"Hi\",\"domain\":\"a\",\"quality\":[1]}\n{\"id\":\"1\",\"prompt\":\"Hi\",\"domain\":\"b\",\"quality\":[1]}\n", 3L, null, "another domain here than in {file}, line 2")]

    // Broken syntax.
    [DataRow("routellm", "prompt,m\n\"a\nb\",1\n\"Hi,1\nHo,1\n", 4L, null, "is no proper CSV")]
    [DataRow("routellm", "prompt,m\nsay \"Hi\",1\n", 2L, null, "is no proper CSV")]
    [DataRow("routellm", "prompt,m\n\"a\n\nb\",1\nHi\n", 5L, null, "the row has 1 fields, but the header has 2")]
    [DataRow("routellm", "prompt,,m\nHi,1,1\n", 1L, "2", "has no name in the header")]
    [DataRow("compact", "{\"id\":1,\"prompt\":\"Hi\",\"scores\":{\"m\":1}}\n{\"id\":2,\"prompt\" \"Hi\"}\n", 2L, "18", "is not valid JSON; every line must be one complete JSON object")]
    [DataRow("compact", "{\"id\":1,\"prompt\":\"Hi\",\"scores\":{\"m\":1}}\n[1]\n", 2L, null, "holds a JSON list where an object is needed")]
    [DataRow("compact", "{\"id\":1,\"prompt\":\"cut \\ud83d\",\"scores\":{\"m\":1}}\n", 1L, "prompt", "half a surrogate pair")]
    [DataRow("compact", "{\"id\":1,\"prompt\":\"Hi\",\"scores\":{\"m\":NaN}}\n", 1L, "37", "is not valid JSON")]
    [DataRow("llmrouter-scores", "[\n{\"question\":\"Hi\",\"scores\":{\"m\":1}},\n{\"question\":\"Hi\" 1}]", 3L, "18", "is not valid JSON; the file must be one complete JSON list")]
    [DataRow("llmrouter-scores", "[\n{\"question\":\"Hi\",\"scores\":{\"m\":1}},\n", 3L, "1", "is not valid JSON; the file must be one complete JSON list")]
    [DataRow("llmrouter-scores", "[\n{\"question\":\"Hi\",\"scores\":{\"m\":1}}\n]\n]", 4L, "1", "is not valid JSON")]
    [DataRow("llmrouter-scores", "[\n{\"question\":\"Hi\",\"scores\":{\"m\":1}},\n7]", 3L, null, "every element must be a JSON object")]
    public void Read_BadInput_SaysWhereAndWhat(string format, string text, long line, string? column, string sentence)
    {
        using var folder = new TempFolder();
        var path = folder.Write("bad.txt", text);

        var fault = Assert.ThrowsExactly<DataFormatException>(() => RoutingData.Read([path], new ReadOptions { Format = format }));

        Assert.Contains(sentence.Replace("{file}", path, StringComparison.Ordinal), fault.Message);
        Assert.AreEqual(line, fault.Line, fault.Message);
        Assert.AreEqual(column, fault.Column, fault.Message);
        Assert.AreEqual(path, fault.Path);
        StringAssert.StartsWith(fault.Message, path, StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("id,text,label\n1,Hi,x\n", "found are id, text, label")]
    [DataRow("prompt,note\nHi,no model here\n", "found are prompt, note")]
    [DataRow("{\"a\":1,\"b\":{}}\n", "found are a, b")]
    [DataRow("[{\"instruction\":\"x\"}]", "found are instruction")]
    public void Read_UnknownFormat_ListsWhatWasFoundAndWhatIsKnown(string text, string found)
    {
        using var folder = new TempFolder();
        var fault = Assert.ThrowsExactly<DataFormatException>(() => RoutingData.Read([folder.Write("x", text)]));
        Assert.Contains(found, fault.Message);
        foreach (var format in RoutingData.Formats)
        {
            Assert.Contains($"{format.Name}: {format.Description}", fault.Message);
        }
    }

    [TestMethod]
    public void Read_UnknownFormatName_ListsTheNames()
    {
        var fault = Assert.ThrowsExactly<ArgumentException>(() => RoutingData.Read(["x"], new ReadOptions { Format = "parquet" }));
        Assert.Contains("There is no data format parquet; known are auto, trainer,", fault.Message);
    }

    [TestMethod]
    public void Read_TwoFormats_NamesBoth()
    {
        using var folder = new TempFolder();
        var first = folder.Write("a", "Input,m/score\nHi,1\n");
        var second = folder.Write("b", "prompt,m\nHi,1\n");
        var fault = Assert.ThrowsExactly<DataFormatException>(() => RoutingData.Read([first, second]));
        Assert.Contains("is of format routellm, but the files before it are of format rorf", fault.Message);
        Assert.AreEqual(second, fault.Path);
    }

    [TestMethod]
    public void Read_SameOutcomeTwice_IsMerged()
    {
        using var folder = new TempFolder();
        var table = RoutingData.Read(
            [folder.Write("l", "qid,prompt,domain,model,quality,cost\n1,Hi,,m,1,2\n1,Hi,law,m,1,\n1,Hi,law,m,,2\n")]).Table!;
        Assert.AreEqual(new Query("1", "Hi", "law"), table.Queries.Single());
        Assert.AreEqual(1, table.Quality(0)[0]);
        Assert.AreEqual(2, table.CostUsd(0)[0]);
    }

    [TestMethod]
    public void Read_ExclusionsWithoutPrompts_IsRefused()
    {
        using var folder = new TempFolder();
        var data = folder.Write("d", "prompt,m\nHi,1\n");
        var list = folder.Write("x.jsonl", "{\"text\":\"Hi\"}\n");
        var fault = Assert.ThrowsExactly<DataFormatException>(
            () => RoutingData.Read([data], new ReadOptions { ExcludePromptsFile = list }));
        Assert.AreEqual(list, fault.Path);
        Assert.AreEqual("prompt", fault.Column);
    }

    [TestMethod]
    public void Read_EverythingExcluded_IsRefused()
    {
        using var folder = new TempFolder();
        var data = folder.Write("d", "prompt,m\nHi,1\n");
        var list = folder.Write("x.jsonl", "{\"prompt\":\"Hi\"}\n");
        var fault = Assert.ThrowsExactly<DataFormatException>(
            () => RoutingData.Read([data], new ReadOptions { ExcludePromptsFile = list }));
        Assert.Contains("holds no queries", fault.Message);
    }
}
