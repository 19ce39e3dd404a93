using System.Globalization;
using System.Text;
using System.Xml;

namespace Trainer.Regression;

/// <summary>
/// A comparison as JUnit XML: one case for each check; failure = regressed, or inconclusive where the gate forbids that; skipped =
/// inconclusive otherwise; error = could not be computed.
/// </summary>
internal static class RegressionJUnit
{
    public static byte[] Render(RegressionReport report, double elapsedSeconds)
    {
        using var stream = new MemoryStream();
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" };
        using (var xml = XmlWriter.Create(stream, settings))
        {
            string[] outcomes = [.. report.Checks.Select(check => Outcome(check.Verdict, report.InconclusiveFails))];
            xml.WriteStartElement("testsuites");
            Counts(xml, outcomes, elapsedSeconds);
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", "router regression");
            Counts(xml, outcomes, elapsedSeconds);
            for (var i = 0; i < outcomes.Length; i++)
            {
                var check = report.Checks[i];
                xml.WriteStartElement("testcase");
                xml.WriteAttributeString("classname", "router regression");
                xml.WriteAttributeString("name", Legal(check.Name));

                // All checks come out of the same resamples; their time is not separable.
                xml.WriteAttributeString("time", Seconds(elapsedSeconds / outcomes.Length));
                if (outcomes[i] != "passed")
                {
                    xml.WriteStartElement(outcomes[i]);
                    xml.WriteAttributeString("message", Legal(check.Explanation));
                    xml.WriteEndElement();
                }

                xml.WriteEndElement();
            }
        }

        return stream.ToArray();
    }

    private static string Outcome(CheckVerdict verdict, bool inconclusiveFails) => verdict switch
    {
        CheckVerdict.Regressed => "failure",
        CheckVerdict.NotComputed => "error",
        CheckVerdict.Inconclusive => inconclusiveFails ? "failure" : "skipped",
        _ => "passed",
    };

    private static void Counts(XmlWriter xml, string[] outcomes, double elapsedSeconds)
    {
        foreach (var (attribute, outcome) in new[] { ("failures", "failure"), ("errors", "error"), ("skipped", "skipped") })
        {
            xml.WriteAttributeString(attribute, outcomes.Count(found => found == outcome).ToString(CultureInfo.InvariantCulture));
        }

        xml.WriteAttributeString("tests", outcomes.Length.ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("time", Seconds(elapsedSeconds));
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
