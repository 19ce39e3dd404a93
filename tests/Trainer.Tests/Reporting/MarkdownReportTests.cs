using System.Text;
using System.Text.RegularExpressions;
using Trainer.Reporting;
using Trainer.Sweep;

namespace Trainer.Tests.Reporting;

[TestClass]
public sealed partial class MarkdownReportTests
{
    [TestMethod]
    public void Write_APair_HasEveryPartWithIntervals()
    {
        var report = SampleRuns.Pair();
        var text = Write(report);
        var (apgr, quality) = (report.Evaluation.Pair!.Apgr, report.Main.Quality);
        StringAssert.StartsWith(text, "# support-desk: router report\n\n**Deploy.** The router beats the hull");
        StringAssert.Contains(text, $"| APGR | {Numbers.Quality(apgr.Value)} [{Numbers.Quality(apgr.Low)}, " +
            $"{Numbers.Quality(apgr.High)}] | 600 | Average performance gap");
        StringAssert.Contains(text, $"| Quality | {Numbers.Quality(quality.Value)} [{Numbers.Quality(quality.Low)}, " +
            $"{Numbers.Quality(quality.High)}] | 600 |");
        StringAssert.Contains(text, "| **16** chosen | logistic |");
        StringAssert.Contains(text, "| frontier-pro | strong, best constant, dearest |");
        StringAssert.Contains(text, "| RouteLLM, code |");
        StringAssert.Contains(text, "| Content | SHA-256 aaaa");
        var (before, after) = (report.Evaluation.Uncalibrated!.Ece, report.Evaluation.Calibration!.Ece);
        Assert.IsGreaterThan(after.Value, before.Value);
        StringAssert.Contains(text, $"| ECE | {Numbers.Quality(before.Value)} [{Numbers.Quality(before.Low)}, {Numbers.Quality(before.High)}] | " +
            $"{Numbers.Quality(after.Value)} [{Numbers.Quality(after.Low)}, {Numbers.Quality(after.High)}] | 600 |");
        StringAssert.Contains(text, "Calibration: beta, better than Platt scaling by more than a standard error.");
        StringAssert.Contains(text, "| **beta** chosen | 0.51000 [0.50000, 0.52000] | −0.00500 [−0.01000, −0.00100] | 0.00200 | 2,400 |");
        CollectionAssert.AreEqual(
            new[] {
                "At the main operating point, strong 50 %", "Over all settings", "Operating points", "Baselines",
                "Domains at strong 50 %", "In other projects' numbers", "Calibration", "Ways of calibrating", "Calibration by domain", "The 10 best of 24 trials", "Data",
            },
            Headings(text));
    }

    [TestMethod]
    public void Write_APool_HasSharesAndAiq()
    {
        var text = Write(SampleRuns.Pool());
        StringAssert.Contains(
            text, "## Where the queries go\n\n| Operating point | small-8b | medium-32b | large-flash | frontier-pro | n |");
        StringAssert.Contains(text, "| RouterBench, paper |");
    }

    [TestMethod]
    public void Write_Battles_SaysHowManyWereUsed()
    {
        var report = SampleRuns.Pair();
        Assert.IsFalse(Write(report).Contains("Battles", StringComparison.Ordinal));
        var text = Write(report with
        {
            Data = report.Data with { Battles = new BattlesReport("arena, battles.csv", new string('c', 64), [], 54_321, 12) },
        });
        StringAssert.Contains(
            text,
            "| Battles | 54,321 learned from beside the training queries, never scored; 12 more repeat or nearly repeat a test query and were removed |");
    }

    [TestMethod]
    public void Write_NotWorthIt_SaysSoFirst() =>
        StringAssert.StartsWith(Write(SampleRuns.Pair(skill: 0)), "# support-desk: router report\n\n**Do not deploy.** ");

    [TestMethod]
    public void Write_NoPrices_SaysNothingAboutMoney() =>
        Assert.IsFalse(Write(SampleRuns.Pool(withCosts: false)).Contains('$', StringComparison.Ordinal));

    [TestMethod]
    public void Write_PriceTable_NamesItsDayItsSourceAndItsDigest()
    {
        var report = SampleRuns.Pair();
        var text = Write(report with { Data = report.Data with { Prices = new PriceReport("prices.yaml", "2025-06-30", null, new string('b', 64)) } });
        StringAssert.Contains(text, $"| Prices | prices.yaml, 2025-06-30 SHA-256 {new string('b', 64)} |");
        Assert.DoesNotContain("| Prices |", Write(report));
    }

    [TestMethod]
    public void Write_HostileNames_StayInTheirCells()
    {
        var text = Write(SampleRuns.Pair(weak: HostileNames.Markdown, strong: HostileNames.Script, domain: HostileNames.Markdown));
        CollectionAssert.AreEqual(Headings(Write(SampleRuns.Pair())), Headings(text));
        Assert.IsFalse(text.Contains("](", StringComparison.Ordinal));
        Assert.IsFalse(BareAngle().IsMatch(text));
        foreach (var table in Tables().Matches(text).Select(match => match.Value.TrimEnd('\n').Split('\n')))
        {
            Assert.AreEqual(1, table.Select(line => BarePipe().Count(line)).Distinct().Count(), table[0]);
        }
    }

    [TestMethod]
    public void Write_ASearch_SaysWhatTheBestOwesToLuckAndHowToFitItAlone()
    {
        var text = Write(SampleRuns.Search());
        StringAssert.Contains(
            text,
            "Whatever comes out best of 18 configurations was good and lucky (the winner's curse). The best one's APGR is 0.718; about " +
            "0.012 (95 % interval 0.004 to 0.021, n = 2,388) of that is luck. Without it, " +
            "0.706 (95 % interval 0.690 to 0.720, n = 2,388) is " +
            "to be expected of new queries.");
        StringAssert.Contains(text, "\n\n    trainer train RUN/winner.yaml\n\n");
        StringAssert.Contains(text, "| Trials | 24 of which 19 completed, 4 stopped early, 1 failed |");
        StringAssert.Contains(text, "| Shipped | 0.60 mlp on words (trial 16), 0.40 neighbours on characters (trial 6) |");
        StringAssert.Contains(text, "| mlp.rate | 42.0 % | 0.2 % | 12 |");
        StringAssert.Contains(text, "| **mlp** | 0.720 | 0.004 | 16 |");
        var goals = Write(SampleRuns.SearchForGoals());
        StringAssert.Contains(goals, "| Goals | apgr (more is better), size (less is better) of which the first chose |");
        StringAssert.Contains(goals, "| **16** chosen | 0.720 | 1.7 MB | mlp |");
        StringAssert.Contains(goals, "| Why it ended | it was interrupted |");
    }

    [TestMethod]
    public void Write_AMinimisedGoal_RanksTheLeastFirst()
    {
        var report = SampleRuns.Search();
        var text = Write(report with { Search = report.Search! with { Goals = ["regret"], Maximised = [false] }, Objective = "regret" });
        var least = report.Trials.Where(trial => trial.State == TrialState.Completed).MinBy(trial => trial.Objective)!;
        StringAssert.Contains(
            text, $"What became of it |\n| ---: | --- | --- | --- | ---: | ---: | --- |\n| {least.Number} | {least.Learner} |");
        StringAssert.Contains(text, "The best one's regret is 0.694; about 0.012");
    }

    private static string Write(RunReport report) => Encoding.UTF8.GetString(new MarkdownReport().Write(report));

    private static string[] Headings(string text) =>
        [.. text.Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..])];

    [GeneratedRegex(@"(?:^\|.*\n)+", RegexOptions.Multiline)]
    private static partial Regex Tables();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex BarePipe();

    [GeneratedRegex(@"(?<!\\)[<>]")]
    private static partial Regex BareAngle();
}
