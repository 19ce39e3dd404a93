using System.Text;
using Trainer.Features;
using Trainer.Reporting.Tables;

namespace Trainer.Reporting.Markdown;

/// <summary>Markdown as GitHub and Hugging Face read it.</summary>
internal static class MarkdownText
{
    /// <summary>Text as text: nothing in it is taken for markup, and it stays on one line.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        var previous = '\0';
        foreach (var c in text)
        {
            if (char.IsControl(c) || c is '\u2028' or '\u2029')
            {
                escaped.Append(' ');
            }
            else
            {
                // Brackets alone mean nothing, and intervals are full of them; only a parenthesis behind one makes a link.
                var isMarkup = @"\`*_<>|&~".Contains(c, StringComparison.Ordinal) || (previous == ']' && c == '(');
                escaped.Append(isMarkup ? "\\" : "").Append(c);
            }

            previous = c;
        }

        return escaped.ToString();
    }

    /// <summary>A table; the row that the report is about is bold in its first cell.</summary>
    public static string Of(Table table)
    {
        var text = new StringBuilder();
        Line(text, table.Columns.Select(column => Escape(column.Title)));
        Line(text, table.Columns.Select(column => column.IsNumber ? "---:" : "---"));
        foreach (var row in table.Rows)
        {
            Line(text, row.Cells.Select((cell, i) => Of(cell, row.IsMain && i == 0)));
        }

        return text.ToString();
    }

    /// <summary>Questions with their answers.</summary>
    public static string Of(IEnumerable<(string Question, string Answer)> summary) =>
        string.Concat(summary.Select(part => $"- **{Escape(part.Question)}.** {Escape(part.Answer)}\n"));

    /// <summary>Findings as a list.</summary>
    public static string Of(IEnumerable<Finding> findings) =>
        string.Concat(findings.Select(finding => $"- **{finding.Severity}.** {Escape(finding.Sentence)}\n"));

    private static string Of(Cell cell, bool isBold)
    {
        var text = isBold ? $"**{Escape(cell.Text)}**" : Escape(cell.Text);
        return cell.Detail.Length == 0 ? text : $"{text} {Escape(cell.Detail)}";
    }

    private static void Line(StringBuilder text, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
