using System.Globalization;
using System.Text;
using Trainer.Learners;

namespace Trainer.Tests.Commands;

/// <summary>What the README tells people to type works as written.</summary>
[TestClass]
public sealed class ReadmeTests
{
    private const string Run = "dotnet run --project src/Trainer -c Release ";

    // Overrides that make a documented sweep small; they leave its data as documented.
    private const string Small = "sweep.trials=3;sweep.folds=3;evaluation.resamples=100;sweep.features=[words]";

    [TestMethod]
    public void FirstBlock_IsTheTwoCommandsThatDoEverything() => CollectionAssert.AreEqual(
        new[] { Run + "-- sweep configs/quickstart.yaml", "dotnet test -c Release" }, Blocks()[0]);

    [TestMethod]
    public void EveryCommand_InAFreshFolder_DoesWhatIsSaid()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["my-data"]);
        RunFiles.Copy(Repository.File("configs"), folder["configs"]);
        folder.Write("my-data/mine.csv", MyTable());
        var verbs = new List<string>();
        foreach (var command in Blocks().SelectMany(block => block).Where(command => command != "dotnet test -c Release"))
        {
            var args = Arguments(command);
            verbs.Add(args[0]);
            TrainerProcess.Finish(TrainerProcess.Start(folder.Path, new() { ["XDG_CACHE_HOME"] = folder["cache"] }, args)).Succeeded();
        }

        CollectionAssert.AreEqual(new[] {
                "sweep", "route", "verify", "inspect", "import", "sweep", "sweep", "studies", "studies", "train", "route", "train", "verify",
            }, verbs);
        foreach (var run in new[] { "artifacts/quickstart", "artifacts/mine", "artifacts/minute", "artifacts/meaning", "artifacts/boosting" })
        {
            foreach (var file in new[] { "report.html", "report.md", "report.json", "bundle/router.onnx" })
            {
                Assert.IsGreaterThan(0, new FileInfo(folder[$"{run}/{file}"]).Length, file);
            }
        }

        Assert.IsTrue(File.Exists(folder["table.jsonl.gz"]));
        Assert.HasCount(4, File.ReadAllLines(folder["trials.csv"]), "names and three trials");
    }

    [TestMethod]
    public void Table_OfTheRunsFolder_NamesWhatIsThere()
    {
        var named = Readme().Where(
            line => line.StartsWith("| `", StringComparison.Ordinal) && !line.Contains("` `", StringComparison.Ordinal))
            .SelectMany(line => line.Split('|')[1].Split(',')).Select(cell => cell.Trim(' ', '`', '/')).ToArray();
        foreach (var file in new[] { "report.html", "bundle", "trials.jsonl", "study.db", "winner.yaml", "report.md", "report.json" })
        {
            CollectionAssert.Contains(named, file);
            Assert.IsTrue(Path.Exists(Path.Combine(SmallRuns.Pool, file)), file);
        }
    }

    [TestMethod]
    public void Routers_OfTheTable_AreAllThereAre()
    {
        var lines = Readme().SkipWhile(line => line != "| kind | names |").Skip(2).TakeWhile(line => line.StartsWith('|'));
        var named = lines.SelectMany(line => line.Split('`').Where((_, i) => i % 2 == 1)).ToArray();
        CollectionAssert.AreEquivalent(LearnerFamily.All.Select(family => family.Name).ToArray(), named);
    }

    [TestMethod]
    public void Verbs_OfTheTable_AllExist()
    {
        var rows = Readme().SkipWhile(line => line != "| verb | what it does |").Skip(2).TakeWhile(line => line.StartsWith('|')).ToArray();
        var verbs = rows.SelectMany(row => row.Split('|')[1].Split('`').Where((_, i) => i % 2 == 1))
            .Select(cell => cell.Split(' ')[0])
            .ToArray();
        Assert.HasCount(16, verbs);
        foreach (var verb in verbs)
        {
            CommandLine.Run(verb, "--help").Succeeded();
        }
    }

    private static string[] Readme() => File.ReadAllLines(Repository.File("README.md"));

    /// <summary>The commands of every fenced block of shell, without comments.</summary>
    private static List<string[]> Blocks()
    {
        var blocks = new List<string[]>();
        var lines = Readme().AsEnumerable();
        while (lines.SkipWhile(line => line != "```sh").Skip(1) is var rest && rest.Any())
        {
            blocks.Add([.. rest.TakeWhile(line => line != "```")
                .Select(line => line.Split(" # ")[0].TrimEnd())
                .Where(line => line.Length > 0)]);
            lines = [.. rest.SkipWhile(line => line != "```").Skip(1)];
        }

        return blocks;
    }

    private static string[] Arguments(string command)
    {
        var rest = command.StartsWith(Run, StringComparison.Ordinal) ? command[(command.IndexOf(" -- ", StringComparison.Ordinal) + 4)..]
            : command.StartsWith("trainer ", StringComparison.Ordinal) ? command[8..]
            : throw new AssertFailedException($"The README has a command that this test does not know: {command}");
        var words = ShellWords.Split(rest);
        return words[0] != "sweep" ? words
            : [
                .. words,
                "--set",
                Small,
                .. words.Contains("data.sample=null") ? Array.Empty<string>() : ["--set", "data.sample.queries=400"],
            ];
    }

    private static string MyTable()
    {
        var table = new StringBuilder("qid,prompt,domain,model,quality,cost\n");
        foreach (var i in Enumerable.Range(0, 200))
        {
            void Add(string model, string cost, bool isRight) => table.Append(
                CultureInfo.InvariantCulture, $"q{i},Question about case {i % 3} number {i},d{i % 3},{model},{(isRight ? 1 : 0)},{cost}\n");
            Add("cheap", "0.0001", i % 3 == 0);
            Add("middle", "0.001", i % 2 == 0);
            Add("dear", "0.01", i % 7 != 0);
        }

        return table.ToString();
    }
}
