using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Trainer.Export;
using Trainer.Reporting;

namespace Trainer.Tests.Reporting;

[TestClass]
public sealed partial class HtmlReportTests
{
    [TestMethod]
    public void Write_AnyRun_HasTheWholeReportInside()
    {
        foreach (var (name, report) in SampleRuns.All)
        {
            var inside = JsonSerializer.Deserialize<RunReport>(Island().Match(Write(report)).Groups[1].Value, BundleJson.Line)!;
            CollectionAssert.AreEqual(new JsonReport().Write(report), new JsonReport().Write(inside), name);
        }
    }

    [TestMethod]
    public void Write_HostileNames_AddNoElements()
    {
        var harmless = Write(SampleRuns.Pair(weak: "a", strong: "b", domain: "c"));
        var hostile = Write(SampleRuns.Pair(weak: HostileNames.Script, strong: HostileNames.Attribute, domain: HostileNames.Script));
        CollectionAssert.AreEqual(Tags(harmless), Tags(hostile));
        Assert.IsFalse(Island().Match(hostile).Groups[1].Value.AsSpan().ContainsAny("<>&\u2028\u2029"));
    }

    [TestMethod]
    public void Write_AnyRun_RefersToNothingOutside()
    {
        foreach (var (name, report) in SampleRuns.All)
        {
            var own = ChartLibrary().Replace(Write(report), "");
            var reference = Reference().Match(own);
            Assert.IsFalse(reference.Success, $"{name}: {reference.Value}");
        }
    }

    [TestMethod]
    public void Write_AnyRun_ForbidsTheNetwork() =>
        StringAssert.Contains(Write(SampleRuns.Pair()), "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';");

    [TestMethod]
    public void Write_AnyRun_KeepsTheLicencesOfTheCharts()
    {
        var text = Write(SampleRuns.Pair());
        StringAssert.Contains(text, "* Licensed to the Apache Software Foundation (ASF) under one");
        StringAssert.Contains(text, "This product includes software developed at");
        StringAssert.Contains(text, "Copyright (c) 2017, Baidu Inc.");
        StringAssert.Contains(text, "Mike Bostock");
    }

    [TestMethod]
    public void Write_APair_ShowsVerdictKeyFiguresAndTables()
    {
        var report = SampleRuns.Pair();
        var text = Write(report);
        StringAssert.Contains(text, "<div class=\"verdict deploy\" role=\"status\"><strong>Deploy</strong>");
        StringAssert.Contains(text, $"<h3>APGR</h3><p class=\"value\">{Numbers.Quality(report.Evaluation.Pair!.Apgr.Value)}</p>");
        foreach (var title in new[] {
            "Key figures", "Cost and quality", "Operating points", "Baselines", "Domains", "In other projects&#x27; numbers",
            "Calibration", "Search", "Data",
        })
        {
            StringAssert.Contains(text, $"<h2>{title}</h2>");
        }
    }

    [TestMethod]
    public void Write_NotWorthIt_ShowsAnotherBanner() =>
        StringAssert.Contains(
            Write(SampleRuns.Pair(skill: 0)), "<div class=\"verdict keep\" role=\"status\"><strong>Do not deploy</strong>");

    [TestMethod]
    public void Write_ASearch_HasATableForEveryChart()
    {
        var text = Write(SampleRuns.SearchForGoals());
        foreach (var caption in new[]
        {
            "How it was searched", "Trials that none beats in all goals", "The best of each learner", "Trials, best first",
        })
        {
            StringAssert.Contains(text, $"<h3>{caption}</h3>\n<div class=\"scroll\"");
        }

        StringAssert.Contains(text, "trainer train RUN/winner.yaml");
        Assert.DoesNotContain("id=\"importance-chart\"", text, "nothing is known of importance");
        Assert.Contains("<h3>Settings by what they explain</h3>", Write(SampleRuns.Search()));
        Assert.DoesNotContain("id=\"front-chart\"", Write(SampleRuns.Search()), "there is one goal");
    }

    [TestMethod]
    public void Write_ASearchOfHostileNames_AddsNoElements()
    {
        RunReport Named(string name)
        {
            var report = SampleRuns.SearchForGoals();
            return report with
            {
                Trials = [.. report.Trials.Select(
                    trial => trial with { Features = name, Settings = name, Failure = trial.Failure is null ? null : name })],
                Search = report.Search! with { Ensemble = name, Importance = [new(name, 0.5, 9, 0.01)] },
            };
        }

        CollectionAssert.AreEqual(Tags(Write(Named("a"))), Tags(Write(Named(HostileNames.Script))));
    }

    private static string Write(RunReport report) => Encoding.UTF8.GetString(new HtmlReport().Write(report));

    // Every element that a browser would see, in order; scripts are text to it.
    private static string[] Tags(string html) =>
        [.. Tag().Matches(Script().Replace(html, "<script></script>")).Select(tag => tag.Groups[1].Value)];

    [GeneratedRegex("<script type=\"application/json\" id=\"data\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Island();

    [GeneratedRegex("<script[^>]*>.*?</script>", RegexOptions.Singleline)]
    private static partial Regex Script();

    [GeneratedRegex(@"<script>\s*/\*\s*\* Licensed to the Apache.*?</script>", RegexOptions.Singleline)]
    private static partial Regex ChartLibrary();

    [GeneratedRegex(@"<(/?[a-z][a-z0-9]*(?:\s+[a-z-]+)*)")]
    private static partial Regex Tag();

    [GeneratedRegex(
        """(\b(src|href|srcset|data|action|poster)\s*=\s*["']?[^#\s"'])|url\(|@import|<link|<base|fetch\(|XMLHttpRequest|\bimport\(""",
        RegexOptions.IgnoreCase)]
    private static partial Regex Reference();
}
