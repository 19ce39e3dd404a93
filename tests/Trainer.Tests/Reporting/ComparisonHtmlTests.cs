using System.Globalization;
using System.Text.RegularExpressions;
using Trainer.Tests.Commands;

namespace Trainer.Tests.Reporting;

[TestClass]
public sealed partial class ComparisonHtmlTests
{
    [TestMethod]
    public void Open_AnEvaluation_DrawsEveryChartWithItsBands()
    {
        using var folder = new TempFolder();
        string[][] compared = [[SmallRuns.PairBundle, SmallRuns.PoolBundle], [SmallRuns.PoolBundle]];
        foreach (var bundles in compared)
        {
            Commands.CommandLine.Run(["evaluate", .. bundles, "--data", SmallRuns.Fresh, "--resamples", "100", "--by", "domain", "--out", folder["out"]]).Succeeded();
            var page = File.ReadAllText(folder["out/evaluation.html"]);
            var dom = Chromium.DumpDom(folder["out/evaluation.html"]);
            Assert.IsFalse(dom.Contains("<p class=\"error\">", StringComparison.Ordinal));
            Assert.AreEqual(
                ChartBox().Count(page).ToString(CultureInfo.InvariantCulture), Rendered().Match(dom).Groups[1].Value, "routers, curve, reliability");
            Assert.IsTrue(dom.Contains("fill-opacity=\"0.16\"", StringComparison.Ordinal), "the band");
        }
    }

    [TestMethod]
    public void Write_WithoutScripts_HasEveryNumberInTables()
    {
        using var folder = new TempFolder();
        Commands.CommandLine.Run("evaluate", SmallRuns.PairBundle, "--data", SmallRuns.Fresh, "--resamples", "100", "--out", folder["out"]).Succeeded();
        var page = Scripts().Replace(File.ReadAllText(folder["out/evaluation.html"]), "");
        foreach (var part in new[] { "What it saves", "What it risks", "How sure we are", "What to do", "always nano", "oracle", "RouterArena: Arena score", "CPT 50 %" })
        {
            StringAssert.Contains(page, part);
        }

        Assert.IsTrue(
            page.IndexOf("What it saves", StringComparison.Ordinal) < page.IndexOf("<table", StringComparison.Ordinal), "sentences come before tables");
    }

    [GeneratedRegex("<div class=\"chart\"")]
    private static partial Regex ChartBox();

    [GeneratedRegex("<body[^>]*data-rendered=\"(\\d+)\"")]
    private static partial Regex Rendered();

    [GeneratedRegex("<script.*?</script>", RegexOptions.Singleline)]
    private static partial Regex Scripts();
}
