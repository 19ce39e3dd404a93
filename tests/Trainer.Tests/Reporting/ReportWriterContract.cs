using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Trainer.Features;
using Trainer.Reporting;

namespace Trainer.Tests.Reporting;

/// <summary>What every form of the report must keep to.</summary>
public abstract partial class ReportWriterContract
{
    [TestMethod]
    public void Write_Twice_GivesTheSameBytes()
    {
        foreach (var (name, report) in SampleRuns.All)
        {
            CollectionAssert.AreEqual(Create().Write(report), Create().Write(report), name);
        }
    }

    [TestMethod]
    public void Write_InAnotherCulture_GivesTheSameBytes()
    {
        var report = SampleRuns.Pool();
        var expected = Create().Write(report);
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            CollectionAssert.AreEqual(expected, Create().Write(report));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [TestMethod]
    public void Write_AnyRun_IsUtf8TextWithLineFeeds()
    {
        foreach (var (name, report) in SampleRuns.All)
        {
            var bytes = Create().Write(report);
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            Assert.AreNotEqual('\uFEFF', text[0], name);
            Assert.IsFalse(text.Contains('\r', StringComparison.Ordinal), name);
            Assert.AreEqual('\n', text[^1], name);
        }
    }

    [TestMethod]
    public void Write_UndefinedNumbers_AreNotSpelledOut()
    {
        foreach (var (name, report) in SampleRuns.All)
        {
            var silent = report with { Evaluation = report.Evaluation with { Findings = [] } };
            var text = WithoutScripts().Replace(Encoding.UTF8.GetString(Create().Write(silent)), "");
            Assert.IsFalse(Undefined().IsMatch(text), $"{name}: {Undefined().Match(text)}");
        }
    }

    [TestMethod]
    public void Write_AFinding_SaysIt()
    {
        var report = SampleRuns.Pair();
        report = report with { Evaluation = report.Evaluation with { Findings = [new Finding(FindingSeverity.Warning, "Mind the gap.")] } };
        StringAssert.Contains(Encoding.UTF8.GetString(Create().Write(report)), "Mind the gap.");
    }

    internal abstract IReportWriter Create();

    [GeneratedRegex("<script>.*?</script>", RegexOptions.Singleline)]
    private static partial Regex WithoutScripts();

    [GeneratedRegex(@"\b(NaN|Infinity)\b")]
    private static partial Regex Undefined();
}
