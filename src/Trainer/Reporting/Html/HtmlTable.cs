using System.Globalization;
using Trainer.Export;
using Trainer.Reporting.Tables;

namespace Trainer.Reporting.Html;

/// <summary>A table in a box of its own that scrolls where the screen is narrow, with the meaning of its columns behind a click.</summary>
internal static class HtmlTable
{
    public static Markup Of(Table table, string caption, string kind = "")
    {
        var scale = Scale(table);
        var rows = Markup.Join(table.Rows.Select(row =>
        {
            var cells = Markup.Join(row.Cells.Select((cell, i) => Of(cell, table.Columns[i], i == 0, scale)));
            return Markup.Of($"<tr{new Markup(row.IsMain ? " class=\"main\"" : "")}>{cells}</tr>\n");
        }));
        return Markup.Of(
            $"""
            <h3>{caption}</h3>
            <div class="scroll" tabindex="0" role="region" aria-label="{caption}">
            <table class="{kind}">
            <thead><tr>{Markup.Join(table.Columns.Select(Heading))}</tr></thead>
            <tbody>
            {rows}</tbody></table>
            </div>
            {Meanings(table)}
            """);
    }

    private static Markup Heading(Column column) => Markup.Of($"<th scope=\"col\"{Kind(column)}>{column.Title}{Key(column)}</th>");

    private static Markup Of(Cell cell, Column column, bool isHeading, (double Low, double High) scale)
    {
        var tag = new Markup(isHeading ? "th scope=\"row\"" : "td");
        var sortBy = cell.SortBy is { } value && double.IsFinite(value) ? Markup.Of($" data-sort=\"{value}\"") : default;
        var detail = Markup.When(cell.Detail.Length > 0, $" <small>{cell.Detail}</small>");
        return Markup.Of(
            $"<{tag}{Kind(column)}{sortBy}>{cell.Text}{detail}{Bar(cell.Bar, scale)}{Stack(cell)}</{new Markup(isHeading ? "th" : "td")}>");
    }

    private static Markup Kind(Column column) => new(column.IsNumber ? " class=\"number\"" : "");

    // Decoration: the numbers stand beside it.
    private static Markup Bar(Estimate? bar, (double Low, double High) scale) =>
        bar is { } estimate && double.IsFinite(estimate.Value) && double.IsFinite(estimate.Low) && double.IsFinite(estimate.High)
            ? Markup.Of(
                $"<i class=\"bar\" aria-hidden=\"true\" style=\"--low:{At(estimate.Low, scale)};--high:{At(estimate.High, scale)};--at:{At(estimate.Value, scale)}\"></i>")
            : default;

    private static Markup Stack(Cell cell) => Markup.When(
        cell.Parts.Count > 0,
        $"<i class=\"stack\" aria-hidden=\"true\">{Markup.Join(cell.Parts.Select(part => Markup.Of($"<b style=\"width:{Percent(part)}\"></b>")))}</i>");

    private static Markup Key(Column column) => Markup.When(
        column.Parts.Count > 0,
        $"<span class=\"key\">{Markup.Join(column.Parts.Select(part => Markup.Of($"<span>{part}</span>")))}</span>");

    private static Markup Meanings(Table table) => Markup.When(
        table.Columns.Any(column => column.Meaning.Length > 0),
        $"""
        <details><summary>What the columns mean</summary><dl>
        {Markup.Join(table.Columns.Where(column => column.Meaning.Length > 0).Select(column => Markup.Of($"<dt>{column.Title}</dt><dd>{column.Meaning}</dd>\n")))}</dl></details>
        """);

    // All bars of a table share one scale, so that they can be compared.
    private static (double Low, double High) Scale(Table table)
    {
        double[] ends = [.. table.Rows.SelectMany(row => row.Cells)
            .SelectMany(cell => cell.Bar is { } bar ? new[] { bar.Low, bar.Value, bar.High } : [])
            .Where(double.IsFinite)];
        return ends.Length == 0 ? (0, 1) : (ends.Min(), ends.Max());
    }

    private static string At(double value, (double Low, double High) scale) =>
        Percent(scale.High > scale.Low ? (value - scale.Low) / (scale.High - scale.Low) : 0.5);

    private static string Percent(double part) => (100 * part).ToString("0.##", CultureInfo.InvariantCulture) + "%";
}
