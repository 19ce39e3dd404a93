namespace Trainer.Reporting.Html;

/// <summary>A report as one file that asks nothing of the network, which its content policy also forbids.</summary>
internal static class HtmlPage
{
    /// <param name="title">Of the window.</param>
    /// <param name="header">What stands above the sections.</param>
    /// <param name="sections">Text and tables, readable without scripts.</param>
    /// <param name="version">Of the program.</param>
    /// <param name="data">What the charts are drawn from.</param>
    /// <param name="charts">The script that draws them.</param>
    public static Markup Of(
        string title, Markup header, IEnumerable<Markup> sections, string version, Markup data, string charts = "charts.js") => Markup.Of(
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
        <title>{title}</title>
        <style>
        {Resource.Read("report.css")}</style>
        </head>
        <body>
        <script>
        {Resource.Read("errors.js")}</script>
        {header}
        <main>
        {Markup.Join(sections)}</main>
        {Footer(version)}
        <script type="application/json" id="data">{data}</script>
        <script>{Resource.Read("echarts.min.js")}</script>
        <script>
        {Resource.Read(charts)}</script>
        <script>
        {Resource.Read("sorting.js")}</script>
        </body>
        </html>

        """);

    public static Markup Section(string id, string title, Markup content, bool isShown = true) =>
        Markup.When(isShown, $"<section id=\"{id}\"><h2>{title}</h2>\n{content}\n</section>\n");

    private static Markup Footer(string version) => Markup.Of(
        $"""
        <footer><p>Written by Trainer {version}.</p>
        <details><summary>Licences of the charts</summary><pre>{Resource.Read("echarts.NOTICE").Text}
        {Resource.Read("zrender.LICENSE").Text}
        {Resource.Read("d3.LICENSE").Text}</pre></details></footer>
        """);
}
