using System.Globalization;
using System.Text;
using System.Xml;

namespace Trainer.Regression;

/// <summary>
/// A comparison as JUnit XML: one suite for each group of metrics, one case for each check and slice; failure = does not pass, error =
/// could not be computed, skipped = inconclusive or not applicable. What only informs never fails, whatever it found.
/// </summary>
internal static class RegressionJUnit
{
    private const string Passed = "passed";

    public static byte[] Render(RegressionReport report, double elapsedSeconds)
    {
        using var stream = new MemoryStream();
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" };
        using (var xml = XmlWriter.Create(stream, settings))
        {
            // All checks come out of the same resamples; their time is not separable.
            var each = elapsedSeconds / Math.Max(1, report.Checks.Count);
            xml.WriteStartElement("testsuites");
            xml.WriteAttributeString("name", "router regression");
            Counts(xml, report.Checks, each);
            foreach (var suite in report.Checks.GroupBy(check => check.Group))
            {
                xml.WriteStartElement("testsuite");
                xml.WriteAttributeString("name", Legal(suite.Key));
                Counts(xml, [.. suite], each);
                foreach (var check in suite)
                {
                    Case(xml, check, each);
                }

                xml.WriteEndElement();
            }
        }

        return stream.ToArray();
    }

    private static void Case(XmlWriter xml, RegressionCheck check, double seconds)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Legal($"router regression.{check.Group}"));
        xml.WriteAttributeString("name", Legal(check.Title()));
        xml.WriteAttributeString("time", Seconds(seconds));
        var outcome = Outcome(check);
        if (outcome != Passed)
        {
            xml.WriteStartElement(outcome);
            xml.WriteAttributeString("message", Legal(check.Explanation));
            xml.WriteEndElement();
        }
        else
        {
            xml.WriteElementString("system-out", Legal(check.Explanation));
        }

        xml.WriteEndElement();
    }

    private static string Outcome(RegressionCheck check) => (check.Verdict, check.Passed) switch
    {
        (CheckVerdict.NotComputed, false) => "error",
        (_, false) => "failure",
        (CheckVerdict.NotComputed or CheckVerdict.Inconclusive or CheckVerdict.NotApplicable, _) => "skipped",
        _ => Passed,
    };

    private static void Counts(XmlWriter xml, IReadOnlyList<RegressionCheck> checks, double each)
    {
        foreach (var (attribute, outcome) in new[] { ("failures", "failure"), ("errors", "error"), ("skipped", "skipped") })
        {
            xml.WriteAttributeString(attribute, checks.Count(check => Outcome(check) == outcome).ToString(CultureInfo.InvariantCulture));
        }

        xml.WriteAttributeString("tests", checks.Count.ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("time", Seconds(each * checks.Count));
    }

    private static string Seconds(double seconds) => seconds.ToString("0.000", CultureInfo.InvariantCulture);

    // XML 1.0 cannot hold control characters or halves of surrogate pairs, not even escaped; they are spelled out.
    private static string Legal(string text)
    {
        var legal = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (XmlConvert.IsXmlChar(text[i]))
            {
                legal.Append(text[i]);
            }
            else if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                legal.Append(text, i++, 2);
            }
            else
            {
                legal.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:X4}");
            }
        }

        return legal.ToString();
    }
}
