namespace Trainer.Tests.Commands;

/// <summary>The commands of docs/answers.md answer the questions there, on the data that they are about.</summary>
[TestClass]
public sealed class AnswersTests
{
    [TestMethod]
    public void EveryCommand_OnRouteLlmsTables_DoesWhatIsSaid()
    {
        var tables = SharedData.Path("routellm/routellm/evals/mmlu/responses");
        using var folder = new TempFolder();
        RunFiles.Copy(Repository.File("configs"), folder["configs"]);
        RunFiles.Copy(tables, folder["routellm/evals/mmlu/responses"]);
        var verbs = new List<string>();
        foreach (var command in DocumentedCommands.Blocks("docs/answers.md").SelectMany(block => block))
        {
            var args = DocumentedCommands.Arguments(command);
            verbs.Add(args[0]);
            var exited = TrainerProcess.Finish(TrainerProcess.Start(folder.Path, new() { ["XDG_CACHE_HOME"] = folder["cache"] }, args));
            if (args[0] == "regress")
            {
                Assert.IsTrue(exited.ExitCode is ExitCode.Done or ExitCode.GateFailed, exited.Error); // a small search may find another router
            }
            else
            {
                exited.Succeeded();
            }
        }

        CollectionAssert.AreEqual(
            new[] { "import", "sweep", "calibrate", "calibrate", "verify", "train", "evaluate", "regress", "plan", "replay" }, verbs);
        foreach (var file in new[] { "gate.md", "gate.xml", "artifacts/certified/policy.json", "artifacts/replay/replay.html" })
        {
            Assert.IsGreaterThan(0, new FileInfo(folder[file]).Length, file);
        }
    }
}
