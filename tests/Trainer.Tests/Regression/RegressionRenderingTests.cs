using System.Text;
using System.Xml.Linq;
using Trainer.Regression;

namespace Trainer.Tests.Regression;

[TestClass]
public sealed class RegressionRenderingTests
{
    private static readonly RegressionReport Report = new()
    {
        Verdict = CheckVerdict.Regressed,
        Passed = false,
        InconclusiveFails = false,
        Queries = 120,
        Clusters = 100,
        Warnings = ["Seen <before>."],
        Checks =
        [
            new()
            {
                Name = "quality",
                Group = "quality",
                Unit = "quality",
                Require = Requirement.NotWorse,
                Verdict = CheckVerdict.Regressed,
                Passed = false,
                Explanation = "Worse by 0.05.",
                Baseline = new(0.8, 0.75, 0.85, 120),
                Candidate = new(0.75, 0.7, 0.8, 120),
                Difference = new(-0.05, -0.09, -0.01, 120),
                Margin = 0.01,
                MinimumDetectableEffect = 0.02,
                McNemar = new(9, 3),
            },
            Check("quality", "quality", CheckVerdict.Inconclusive, "A bell \a, a lone \ud800 and a pair \U0001F600 <here>.") with { Slice = "domain=a|b" },
            Check("mean latency", "latency", CheckVerdict.NotComputed, "No values.") with { Passed = false },
            Check("p95 latency", "latency", CheckVerdict.Regressed, "Slow.") with { Require = null },
            Check("AUC", "ranking", CheckVerdict.NotApplicable, "A pool."),
            Check("integrity", "bundle", CheckVerdict.Unchanged, "Fine.") with { Unit = null },
        ],
        Flips = [new("a|b\n<c>", "large", "small_1", -1, 0.25, ["domain=x"]), new("d", "small_1", "large", 1, null, [])],
        Domains = [new("x", 7, new(-0.5, -1, 0.25, 7), 0.01, 0.02)],
        WeakSlices = new(60, 60, 3, [new("words > 9", 12, new(-0.25, -0.5, -0.125, 12), 0.001)]),
    };

    [TestMethod]
    public void Markdown_Report_ReadsAsExpected()
    {
        var text = RegressionMarkdown.Render(Report);
        var expected = """
            **Router regression: regressed, gate failed** (120 queries, 100 independent groups, 2 decisions changed)

            > **Warning.** Seen \<before\>.

            | check | old | new | Δ | 95 % interval | δ | detectable | verdict |
            |---|---:|---:|---:|---:|---:|---:|---|
            | quality | 0.8 | 0.75 | -0.05 | -0.09 to -0.01 | 0.01 | 0.02 | **regressed** |
            | quality, domain=a\|b (seconds) | – | – | – | – | – | – | inconclusive |
            | mean latency (seconds) | – | – | – | – | – | – | **not computed** |
            | AUC (seconds) | – | – | – | – | – | – | not applicable |
            | integrity | – | – | – | – | – | – | unchanged |

            Changed decisions, greatest loss first (2 of 2):

            | query | slices | old model | new model | Δ quality | Δ cost (USD) |
            |---|---|---|---|---:|---:|
            | a\|b \<c\> | domain=x | large | small\_1 | -1 | +0.25 |
            | d |  | small\_1 | large | +1 | – |

            <details><summary>Details</summary>

            - quality: Worse by 0.05.
            - McNemar: right before and wrong now 9, wrong before and right now 3, mid-p 0.0923.
            """.ReplaceLineEndings("\n");
        StringAssert.StartsWith(text, expected);
        StringAssert.Contains(text, "- p95 latency: Slow. (Informs only.)\n");
        StringAssert.Contains(text, "| x | 7 | -0.5 | -1 to +0.25 | 0.02 |\n");
        StringAssert.EndsWith(
            text,
            "Weak slices looked for on 60 queries, 3 tried on the other 60, 1 confirmed.\n- words \\> 9: Δ quality -0.25 (-0.5 to -0.125), 12 queries, p 0.001\n\n</details>\n");
    }

    [TestMethod]
    public void JUnit_Report_HasASuitePerGroupAndComputedCounts()
    {
        var root = Xml(Report);
        string Counts(XElement of) => string.Join(" ", new[] { "tests", "failures", "errors", "skipped", "time" }.Select(name => of.Attribute(name)!.Value));
        Assert.AreEqual("6 1 1 2 3.000", Counts(root));
        var suites = root.Elements("testsuite").ToDictionary(suite => suite.Attribute("name")!.Value);
        CollectionAssert.AreEqual(new[] { "quality", "latency", "ranking", "bundle" }, root.Elements().Select(suite => suite.Attribute("name")!.Value).ToArray());
        Assert.AreEqual("2 1 0 1 1.000", Counts(suites["quality"]));
        Assert.AreEqual("2 0 1 0 1.000", Counts(suites["latency"]));
        Assert.AreEqual("1 0 0 1 0.500", Counts(suites["ranking"]));
        var cases = root.Descendants("testcase").ToList();
        Assert.AreEqual("0.500", cases[0].Attribute("time")!.Value);
        Assert.AreEqual("Worse by 0.05.", cases[0].Element("failure")!.Attribute("message")!.Value);
        Assert.AreEqual("quality, domain=a|b", cases[1].Attribute("name")!.Value);
        Assert.AreEqual(
            "A bell \\u0007, a lone \\uD800 and a pair \U0001F600 <here>.", cases[1].Element("skipped")!.Attribute("message")!.Value);
        Assert.IsNotNull(cases[2].Element("error"));
        Assert.AreEqual("Slow.", cases[3].Element("system-out")!.Value);
        Assert.IsNotNull(cases[4].Element("skipped"));
        Assert.IsNotNull(cases[5].Element("system-out"));
    }

    [TestMethod]
    public void JUnit_InconclusiveDoesNotPass_IsAFailure()
    {
        var root = Xml(Report with { Checks = [.. Report.Checks.Select(check => check with { Passed = check.Verdict == CheckVerdict.Unchanged })] });
        Assert.AreEqual(("4", "1", "0"), (root.Attribute("failures")!.Value, root.Attribute("errors")!.Value, root.Attribute("skipped")!.Value));
    }

    private static XElement Xml(RegressionReport report) => XDocument.Parse(Encoding.UTF8.GetString(RegressionJUnit.Render(report, 3))).Root!;

    private static RegressionCheck Check(string name, string group, CheckVerdict verdict, string explanation) => new()
    {
        Name = name,
        Group = group,
        Unit = "seconds",
        Require = Requirement.NotWorse,
        Verdict = verdict,
        Passed = true,
        Explanation = explanation,
    };
}
