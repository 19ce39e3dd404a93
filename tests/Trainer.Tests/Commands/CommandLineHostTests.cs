using System.Text.Json;

namespace Trainer.Tests.Commands;

[TestClass]
public sealed class CommandLineHostTests
{
    private static readonly string[] Verbs =
        ["sweep", "train", "evaluate", "calibrate", "export", "verify", "route", "regress", "import", "inspect", "sample", "list-routers",
            "studies", "replay", "plan"];

    public static IEnumerable<object[]> AllVerbs => Verbs.Select(verb => new object[] { verb });

    [TestMethod]
    [DynamicData(nameof(AllVerbs))]
    public void Help_EveryVerb_HasAnExampleAndItsOptions(string verb)
    {
        var outcome = CommandLine.Run(verb, "--help").Succeeded();
        Assert.AreEqual("", outcome.Error);
        StringAssert.Contains(outcome.Out, $"\n  trainer {verb}");
        StringAssert.Contains(outcome.Out, "--quiet");
        StringAssert.Contains(outcome.Out, "--json");
        Assert.DoesNotContain("Surplus", outcome.Out);
        Assert.AreEqual(outcome.Out, CommandLine.Run("help", verb).Succeeded().Out);
    }

    [TestMethod]
    [DynamicData(nameof(AllVerbs))]
    public void Help_Examples_AreCommandLinesThatParse(string verb)
    {
        var examples = CommandLine.Run(verb, "--help").Out.Split('\n')
            .Where(line => line.StartsWith("  trainer ", StringComparison.Ordinal))
            .ToArray();
        Assert.IsNotEmpty(examples);
        using var folder = new TempFolder();
        foreach (var example in examples)
        {
            // A folder in which nothing exists: what is wrong may only be that files are absent.
            var outcome = TrainerProcess.Run(folder.Path, ShellWords.Split(example)[1..]);
            Assert.IsTrue(verb is "sample" or "list-routers" or "plan" ? outcome.ExitCode == 0 : outcome.ExitCode is 2 or 3, outcome.Error);
            Assert.DoesNotContain("--help", outcome.Error, example);
        }
    }

    [TestMethod]
    public void Help_NoVerb_ListsAllOfThem()
    {
        var help = CommandLine.Run("--help").Succeeded().Out;
        var nothing = CommandLine.Run();
        Assert.AreEqual(2, nothing.ExitCode);
        foreach (var verb in Verbs)
        {
            StringAssert.Contains(help, $"\n  {verb} ");
            StringAssert.Contains(nothing.Error, $"\n  {verb} ");
        }
    }

    [TestMethod]
    public void Version_Asked_IsThatOfTheProgram()
    {
        var expected = $"trainer {typeof(Trainer.Commands.CommandLineHost).Assembly.GetName().Version!.ToString(3)}\n";
        Assert.AreEqual(expected, CommandLine.Run("--version").Succeeded().Out);
        Assert.AreEqual(expected, CommandLine.Run("sweep", "--version").Succeeded().Out);
    }

    [TestMethod]
    [DataRow("there is no verb 'swep'; did you mean 'sweep'?", "swep", "x")]
    [DataRow("there is no option --qiet; did you mean 'quiet'?", "verify", "x", "--qiet")]
    [DataRow("BUNDLE is missing; 'trainer verify --help' shows how", "verify")]
    [DataRow("'b' is one argument too many; 'trainer verify --help' shows how", "verify", "a", "b")]
    [DataRow("CONFIG is missing", "sweep")]
    [DataRow(
        "CONFIG is missing (it stands before --set, which takes every argument up to the next option)",
        "sweep",
        "--set",
        "seed=1",
        "a.yaml")]
    [DataRow("there is no verb 'swep'; did you mean 'sweep'?", "help", "swep")]
    [DataRow("--set has no value", "sweep", "a.yaml", "--set")]
    [DataRow("--router is given more than once", "train", "a.yaml", "--router", "random", "--router=constant")]
    [DataRow("--json is given more than once", "list-routers", "--json", "--json")]
    [DataRow("'y' is one argument too many", "list-routers", "mlp", "y")]
    [DataRow("there is no learner 'mllp'; did you mean 'mlp'?", "list-routers", "mllp")]
    [DataRow("--out is missing, RUN is missing; 'trainer export --help' shows how", "export")]
    [DataRow("there is no configuration file a.yaml; see the folder configs", "sweep", "a.yaml")]
    public void Run_WrongUse_IsOneSentenceAndCode2(string expected, params string[] args) => CommandLine.Run(args)
        .Failed(2, expected);

    [TestMethod]
    public void Process_EveryExitCode_IsWhatTheReadmeSays()
    {
        using var folder = new TempFolder();
        folder.Write("gate.yaml", "metrics: { quality: { margin: 0 } }\n");
        int Code(params string[] args) => TrainerProcess.Run(folder.Path, args).ExitCode;
        Assert.AreEqual(0, Code("list-routers"));
        string[] regress =
        [
            "regress", "--baseline", SmallRuns.PairBundle, "--candidate", SmallRuns.RandomBundle, "--data", SmallRuns.Fresh,
        ];
        Assert.AreEqual(1, Code([.. regress, "--gate", "gate.yaml"]));
        Assert.AreEqual(2, Code("nonsense"));
        Assert.AreEqual(3, Code("verify", "absent"));
    }

    [TestMethod]
    public void Process_NoTerminal_PrintsPlainText()
    {
        using var folder = new TempFolder();
        var outcome = TrainerProcess.Run(folder.Path, "route", SmallRuns.PairBundle, "--query", "[bold]Hello[/] — 你好").Succeeded();
        Assert.DoesNotContain('\u001b', outcome.Out);
        StringAssert.Contains(outcome.Out, "score 0.");
    }

    [TestMethod]
    public void Json_EveryVerb_IsOneObjectOnStandardOutputAndNothingOnError()
    {
        using var folder = new TempFolder();
        foreach (var args in EveryVerb(folder))
        {
            var outcome = CommandLine.Run([.. args, "--json"]).Succeeded();
            Assert.AreEqual("", outcome.Error, args[0]);
            Assert.IsTrue(outcome.Json.ValueKind is JsonValueKind.Object or JsonValueKind.Array, args[0]);
        }
    }

    [TestMethod]
    public void Quiet_EveryVerb_PrintsNothing()
    {
        using var folder = new TempFolder();
        foreach (var args in EveryVerb(folder))
        {
            var outcome = CommandLine.Run([.. args, "--quiet"]).Succeeded();
            Assert.AreEqual(("", ""), (outcome.Out, outcome.Error), args[0]);
        }
    }

    private static string[][] EveryVerb(TempFolder folder)
    {
        var queries = folder.Write("queries.txt", "Hello\nGood bye\n");
        string[][] all =
        [
            ["sweep", SmallRuns.Config, "--set", $"output={folder["sweep"]};sweep.trials=1"],
            ["train", SmallRuns.Config, "--router", "constant", "--set", $"output={folder["train"]}"],
            ["evaluate", SmallRuns.PairBundle, "--data", SmallRuns.Fresh, "--resamples", "100"],
            ["calibrate", SmallRuns.PairBundle, "--data", SmallRuns.Fresh, "--strong-share", "0.4", "--out", folder["calibrated"]],
            ["export", SmallRuns.Pair, "--out", folder["exported"]],
            ["verify", SmallRuns.PairBundle],
            ["route", SmallRuns.PairBundle, "--query", "Hello"],
            ["route", SmallRuns.PairBundle, "--input", queries, "--output", folder["routed.jsonl"]],
            ["regress", "--baseline", SmallRuns.PairBundle, "--candidate", SmallRuns.PairBundle, "--data", SmallRuns.Fresh],
            ["import", "auto", SmallRuns.Fresh, "--out", folder["table.jsonl.gz"]],
            ["inspect", SmallRuns.Fresh],
            ["sample", "--out", folder["sample.jsonl.gz"], "--queries", "60"],
            ["list-routers"],
            ["studies", folder["sweep"]],
            ["replay", SmallRuns.PairBundle, "--data", SmallRuns.Fresh, "--out", folder["replay"]],
            ["plan"],
        ];
        CollectionAssert.AreEquivalent(Verbs, all.Select(args => args[0]).Distinct().ToArray());
        return all;
    }
}
