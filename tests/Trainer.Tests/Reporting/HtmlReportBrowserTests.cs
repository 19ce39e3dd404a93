using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Trainer.Reporting;
using Trainer.Sweep;

namespace Trainer.Tests.Reporting;

[TestClass]
public sealed partial class HtmlReportBrowserTests
{
    [TestMethod]
    public void Open_AnyRun_DrawsEveryChart()
    {
        foreach (var (name, report) in SampleRuns.All)
        {
            var dom = Open(report);
            var charts = ChartBox().Count(Encoding.UTF8.GetString(new HtmlReport().Write(report)));
            Assert.IsFalse(dom.Contains("<p class=\"error\">", StringComparison.Ordinal), name);
            Assert.AreEqual(charts, Rendered(dom), name);
        }
    }

    [TestMethod]
    public void Open_HostileNames_RunsNothingOfThem()
    {
        var reports = new[]
        {
            SampleRuns.Pair(weak: HostileNames.Script, strong: HostileNames.Attribute, domain: HostileNames.Script),
            SampleRuns.Pool(names: [HostileNames.Script, HostileNames.Attribute, HostileNames.Markdown, "{b}"]),
        };
        foreach (var report in reports)
        {
            var dom = Open(report);
            Assert.AreEqual(3, Rendered(dom));
            Assert.IsFalse(Body().Match(dom).Value.Contains("data-broken", StringComparison.Ordinal));
        }
    }

    [TestMethod]
    public void Hover_OverAHostileName_ShowsItAsText()
    {
        const string hover =
            """
            (() => {
              const chart = page.getElementById("curve-chart");
              page.defaultView.echarts.getInstanceByDom(chart).dispatchAction({ type: "showTip", seriesIndex: 2, dataIndex: 0 });
              return chart.querySelectorAll("img").length + " " + [...chart.children].some(box => box.textContent.startsWith("<" + "/script><img src=x"));
            })()
            """;
        Assert.AreEqual("0 true", Answer(Open(SampleRuns.Pair(weak: HostileNames.Script), Framed(1280, hover))));
    }

    [TestMethod]
    [DataRow(390)]
    [DataRow(1280)]
    public void Open_AtAWidth_DoesNotScrollSideways(int width)
    {
        var reports =
            new[] { SampleRuns.Pair(), SampleRuns.Pool(), SampleRuns.Pair(weak: new string('w', 200), domain: new string('d', 200)) };
        foreach (var report in reports)
        {
            var answer = Answer(Open(report, Framed(
                width, "page.body.dataset.rendered + ' ' + (page.documentElement.scrollWidth - page.documentElement.clientWidth)")));
            Assert.AreEqual("3 0", answer);
        }
    }

    [TestMethod]
    public void Click_OnAHeading_SortsTheTable()
    {
        var report = SampleRuns.Pair();
        const string sort =
            """
            (() => {
              const table = page.querySelector("#domains table");
              const names = () => [...table.tBodies[0].rows].map(row => row.cells[0].textContent).join(" ");
              const button = table.tHead.rows[0].cells[2].querySelector("button");
              button.click();
              const falling = names();
              button.click();
              return falling + "; " + names();
            })()
            """;
        var byQuality = report.Evaluation.Domains.OrderByDescending(domain => domain.Quality.Value)
            .Select(domain => domain.Domain)
            .ToArray();
        Assert.AreEqual(
            $"{string.Join(' ', byQuality)}; {string.Join(' ', byQuality.Reverse())}", Answer(Open(report, Framed(1280, sort))));
    }

    [TestMethod]
    public void Click_OnAnAxis_RedrawsWithoutErrors()
    {
        const string press =
            """
            (() => {
              const buttons = [...page.querySelectorAll("#curve-modes button")];
              buttons.forEach(button => button.click());
              return buttons.map(button => button.textContent + " " + button.getAttribute("aria-pressed")).join(", ") + ", " + page.querySelectorAll(".error").length;
            })()
            """;
        Assert.AreEqual("Strong share false, Cost false, Cost, log scale true, 0", Answer(Open(SampleRuns.Pair(), Framed(1280, press))));
    }

    [TestMethod]
    [DataRow(390)]
    [DataRow(1280)]
    public void Open_ASearchAtAWidth_DrawsSixChartsAndDoesNotScrollSideways(int width)
    {
        foreach (var (report, charts) in new[] { (SampleRuns.Search(), 6), (SampleRuns.SearchForGoals(), 6) })
        {
            var answer = Answer(Open(report, Framed(
                width, "page.body.dataset.rendered + ' ' + (page.documentElement.scrollWidth - page.documentElement.clientWidth)")));
            Assert.AreEqual($"{charts} 0", answer);
        }
    }

    [TestMethod]
    public void Open_ASearch_TellsCompletedStoppedAndFailedApart()
    {
        const string count =
            """
            page.defaultView.echarts.getInstanceByDom(page.getElementById("trials-chart")).getOption().series
              .map(series => series.name + " " + series.data.length).join(", ")
            """;
        Assert.AreEqual(
            "Best so far 19, mlp 12, neighbours 7, Stopped early 4, Failed 1, Chosen 1",
            Answer(Open(SampleRuns.Search(), Framed(1280, count))));
    }

    [TestMethod]
    public void Open_AMinimisedGoal_TheBestSoFarFalls()
    {
        var report = SampleRuns.Search();
        report = report with { Objective = "regret", Search = report.Search! with { Goals = ["regret"], Maximised = [false] } };
        const string best =
            """
            page.defaultView.echarts.getInstanceByDom(page.getElementById("trials-chart")).getOption().series[0].data.at(-1)[1].toFixed(4)
            """;
        var least = report.Trials.Where(trial => trial.State == TrialState.Completed).Min(trial => trial.Objective);
        Assert.AreEqual(least.ToString("0.0000", CultureInfo.InvariantCulture), Answer(Open(report, Framed(1280, best))));
    }

    /// <param name="report">What is opened.</param>
    /// <param name="frame">A page that frames it, lies beside it and is opened in its place.</param>
    private static string Open(RunReport report, string? frame = null)
    {
        var folder = Directory.CreateTempSubdirectory("trainer-report");
        try
        {
            var path = Path.Combine(folder.FullName, "report.html");
            File.WriteAllBytes(path, new HtmlReport().Write(report));
            if (frame is not null)
            {
                path = Path.Combine(folder.FullName, "frame.html");
                File.WriteAllText(path, frame);
            }

            return Chromium.DumpDom(path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Framed(int width, string answer) =>
        $$"""
        <!DOCTYPE html>
        <iframe src="report.html" style="border:0;width:{{width.ToString(CultureInfo.InvariantCulture)}}px;height:3000px"></iframe>
        <output></output>
        <script>
        document.querySelector("iframe").onload = event => {
          const page = event.target.contentDocument;
          setTimeout(() => document.querySelector("output").textContent = {{answer}}, 1000);
        };
        </script>
        """;

    private static string Answer(string dom) => Output().Match(dom).Groups[1].Value;

    private static int Rendered(string dom) =>
        int.Parse(Regex.Match(Body().Match(dom).Value, "data-rendered=\"(\\d+)\"").Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("<div class=\"chart\"")]
    private static partial Regex ChartBox();

    [GeneratedRegex("<body[^>]*>")]
    private static partial Regex Body();

    [GeneratedRegex("<output>(.*?)</output>", RegexOptions.Singleline)]
    private static partial Regex Output();
}
