namespace Trainer.Reporting.Html;

/// <summary>Where the browser draws a chart.</summary>
internal static class ChartBox
{
    /// <param name="id">What charts.js finds it by.</param>
    /// <param name="description">What it shows, for those who do not see it.</param>
    public static Markup Of(string id, string description) => Markup.Of(
        $"<div class=\"chart\" id=\"{id}\" role=\"img\" aria-label=\"{description}\"><noscript>Charts need JavaScript; the tables have the numbers.</noscript></div>");
}
