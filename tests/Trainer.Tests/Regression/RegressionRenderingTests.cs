using System.Text;
using System.Xml.Linq;
using Trainer.Regression;

namespace Trainer.Tests.Regression;

[TestClass]
public sealed class RegressionRenderingTests
{
    private static readonly RegressionReport Report = new(
        CheckVerdict.Regressed,
        false,
        false,
        120,
        100,
        [
            new()
            {
                Name = "quality",
                Verdict = CheckVerdict.Regressed,
                Explanation = "Worse by 0.05.",
                Baseline = new(0.8, 0.75, 0.85, 120),
                Candidate = new(0.75, 0.7, 0.8, 120),
                Difference = new(-0.05, -0.09, -0.01, 120),
                Margin = 0.01,
                McNemar = new(9, 3),
            },
            new()
            {
                Name = "cost (USD per query)",
                Verdict = CheckVerdict.Inconclusive,
                Explanation = "A bell \a, a lone \ud800 and a pair \U0001F600 <here>.",
            },
            new() { Name = "latency", Verdict = CheckVerdict.NotComputed, Explanation = "No values." },
            new() { Name = "regret", Verdict = CheckVerdict.Unchanged, Explanation = "Fine." },
        ],
        [new("a|b\n<c>", "large", "small_1", -1, 0.25), new("d", "small_1", "large", 1, null)]);

    [TestMethod]
    public void Markdown_Report_ReadsAsExpected()
    {
        var text = RegressionMarkdown.Render(Report);
        var expected = """
            **Router regression: regressed, gate failed** (120 queries, 100 independent groups, 2 decisions changed)

            | metric | old | new | Δ | 95 % interval | δ | verdict |
            |---|---:|---:|---:|---:|---:|---|
            | quality | 0.8 | 0.75 | -0.05 | -0.09 to -0.01 | 0.01 | regressed |
            | cost (USD per query) | – | – | – | – | – | inconclusive |
            | latency | – | – | – | – | – | not computed |
            | regret | – | – | – | – | – | unchanged within δ |

            Changed decisions, greatest loss first (2 of 2):

            | query | old model | new model | Δ quality | Δ cost (USD) |
            |---|---|---|---:|---:|
            | a\|b &lt;c> | large | small\_1 | -1 | +0.25 |
            | d | small\_1 | large | +1 | – |

            <details><summary>Details</summary>

            - Worse by 0.05.
            - McNemar: right before and wrong now 9, wrong before and right now 3, mid-p 0.0923.
            """.ReplaceLineEndings("\n");
        StringAssert.StartsWith(text, expected);
        StringAssert.EndsWith(text, "- Fine.\n\n</details>\n");
    }

    [TestMethod]
    public void JUnit_Report_HasComputedCountsAndLegalText()
    {
        var xml = XDocument.Parse(Encoding.UTF8.GetString(RegressionJUnit.Render(Report, 2)));
        var suite = xml.Root!.Element("testsuite")!;
        string Attribute(string name) => suite.Attribute(name)!.Value;
        Assert.AreEqual(("4", "1", "1", "1"), (Attribute("tests"), Attribute("failures"), Attribute("errors"), Attribute("skipped")));
        Assert.AreEqual("2.000", Attribute("time"));
        var cases = suite.Elements("testcase").ToList();
        Assert.AreEqual("0.500", cases[0].Attribute("time")!.Value);
        Assert.AreEqual("Worse by 0.05.", cases[0].Element("failure")!.Attribute("message")!.Value);
        Assert.AreEqual(
            "A bell \\u0007, a lone \\uD800 and a pair \U0001F600 <here>.", cases[1].Element("skipped")!.Attribute("message")!.Value);
        Assert.IsNotNull(cases[2].Element("error"));
        Assert.IsFalse(cases[3].HasElements);
    }

    [TestMethod]
    public void JUnit_InconclusiveFails_IsAFailure()
    {
        var xml = XDocument.Parse(Encoding.UTF8.GetString(RegressionJUnit.Render(Report with { InconclusiveFails = true }, 1)));
        Assert.AreEqual("2", xml.Root!.Attribute("failures")!.Value);
        Assert.AreEqual("0", xml.Root.Attribute("skipped")!.Value);
    }
}
