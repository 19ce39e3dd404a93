using System.Globalization;
using System.Text.RegularExpressions;
using Spectre.Console;
using Trainer.Commands;
using Trainer.Learners.Logistic;
using Trainer.Learners.Neighbours;
using Trainer.Sweep;
using Trainer.Tests.Sweep;

namespace Trainer.Tests.Commands;

[TestClass]
public sealed partial class StudyViewTests
{
    private static readonly StudyTerms Apgr = new("APGR", 1, null);

    [TestMethod]
    public void Follow_Redirected_SaysEveryNewBestAndEveryTenthTrial()
    {
        var text = Follow(Plain, Apgr, [
            Snapshot(null, 0),
            Snapshot(0, 1, 0.5),
            Snapshot(1, 2, 0.5, 0.4),
            Snapshot(2, 3, 0.5, 0.4, 0.6),
            Snapshot(null, 3, 0.5, 0.4, 0.6),
            Snapshot(9, 10, 0.5, 0.4, 0.6, 0, 0, 0, 0, 0, 0, 0),
        ]);
        string[] expected =
        [
            "1/20 trials (0 stopped, 0 failed); best APGR 0.5000 ± 0.0058 (trial 0, logistic on words); 1 s, about 19 s left",
            "3/20 trials (0 stopped, 0 failed); best APGR 0.6000 ± 0.0058 (trial 2, logistic on words); 2 s, about 11 s left",
            "10/20 trials (0 stopped, 0 failed); best APGR 0.6000 ± 0.0058 (trial 2, logistic on words); 3 s, about 3 s left",
        ];
        CollectionAssert.AreEqual(expected, text.TrimEnd('\n').Split('\n'));
    }

    [TestMethod]
    public void Follow_AGoalThatIsMinimised_ShowsItAsItIs() => StringAssert.Contains(
        Follow(Plain, new StudyTerms("regret", -1, null), [Snapshot(0, 1, -0.25)]), "best regret 0.2500 ±");

    [TestMethod]
    public void Follow_StoppedAndFailedTrials_AreCountedAndNeverBest()
    {
        var stopped = Trial(0, 0.9) with { State = TrialState.Stopped };
        var failed = Trial(1, double.NaN) with { State = TrialState.Failed };
        var text = Follow(Plain, Apgr, [new StudySnapshot([.. Enumerable.Repeat(stopped, 9), failed], [], failed, 20, 10)]);
        StringAssert.StartsWith(text, "10/20 trials (9 stopped, 1 failed); no result yet; ");
    }

    [TestMethod]
    public void Follow_Silent_ShowsNothing() => Assert.AreEqual("", Follow(Plain, Apgr, [Snapshot(0, 1, 0.5)], isSilent: true));

    [TestMethod]
    [DataRow(120, 40, 8)]
    [DataRow(80, 24, 8)]
    [DataRow(80, 14, 4)]
    [DataRow(46, 12, 2)]
    public void Follow_OnATerminal_FitsIntoIt(int width, int height, int leaders)
    {
        var text = Follow(writer => TerminalConsole.Of(writer, width, height), Apgr, [
            Snapshot(null, 0),
            Snapshot(19, 20, [.. Enumerable.Range(0, 20).Select(i => 0.5 + (0.001 * i))]),
        ]);
        var clean = Escapes().Replace(text, "").Replace('\r', '\n');
        var last = clean[clean.LastIndexOf("± s.e.", StringComparison.Ordinal)..].TrimEnd('\n').Split('\n');
        Assert.HasCount(leaders, last.Where(line =>
            line.Contains(" 0.5", StringComparison.Ordinal) && !line.StartsWith("best", StringComparison.Ordinal)));
        Assert.IsLessThanOrEqualTo(height, last.Length);
        foreach (var line in clean.Split('\n'))
        {
            Assert.IsLessThanOrEqualTo(width, line.TrimEnd().Length, line);
        }

        StringAssert.Contains(text, "20/20 trials (0 stopped, 0 failed); ");
        Assert.DoesNotContain("Ctrl-C", string.Join('\n', last), "it is over");
    }

    [TestMethod]
    public void Follow_WorkIsCountedMeanwhile_ShowsItInTheDisplay()
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var console = TerminalConsole.Of(writer, 80, 24);
        var progress = new Progress(console, silent: false);
        new StudyView(console, progress, new SteppingClock(1)).Follow(Apgr, show =>
        {
            show(Snapshot(0, 1, 0.5));
            progress.Count(3, 10, "texts embedded");
            progress.Step("a step");
            show(Snapshot(1, 2, 0.5, 0.4));
            return 0;
        });
        var text = Escapes().Replace(writer.ToString(), "").Replace("\r", "", StringComparison.Ordinal);
        StringAssert.Contains(text, "3/10  texts embedded");
        StringAssert.Contains(text, "a step\n");
        Assert.DoesNotContain("█", text, "a bar would be drawn over the display");
        writer.GetStringBuilder().Clear();
        progress.Count(3, 10, "afterwards");
        StringAssert.Contains(writer.ToString(), "█");
    }

    private static string Follow(
        Func<TextWriter, IAnsiConsole> console, StudyTerms terms, IReadOnlyList<StudySnapshot> snapshots, bool isSilent = false)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var own = console(writer);
        var result = new StudyView(own, new Progress(own, isSilent), new SteppingClock(1)).Follow(terms, show =>
        {
            foreach (var snapshot in snapshots)
            {
                show(snapshot);
            }

            return 42;
        });
        Assert.AreEqual(42, result);
        return writer.ToString();
    }

    private static IAnsiConsole Plain(TextWriter writer) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(writer),
        Ansi = AnsiSupport.No,
        ColorSystem = ColorSystemSupport.NoColors,
    });

    private static StudySnapshot Snapshot(int? latest, int fresh, params double[] objectives)
    {
        Trial[] trials = [.. objectives.Select((objective, number) => Trial(number, objective))];
        var running = new TrialSpec(90, "a rather long name of a feature set", new NeighboursLearner());
        return new StudySnapshot(trials, [(running, 0.4)], latest is { } number ? trials[number] : null, 20, fresh);
    }

    private static Trial Trial(int number, double objective) => new(
        new TrialSpec(number, "words", new LogisticLearner()),
        TrialState.Completed,
        objective,
        [objective - 0.01, objective, objective + 0.01],
        null);

    [GeneratedRegex("\u001b\\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Escapes();
}
