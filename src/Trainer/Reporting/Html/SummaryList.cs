namespace Trainer.Reporting.Html;

/// <summary>The sentences that a report begins with.</summary>
internal static class SummaryList
{
    public static Markup Of(IJudged report) => Markup.Of(
        $"<dl class=\"summary\">{Markup.Join(Summary.Of(report).Select(part => Markup.Of($"<dt>{part.Question}</dt><dd>{part.Answer}</dd>\n")))}</dl>");
}
