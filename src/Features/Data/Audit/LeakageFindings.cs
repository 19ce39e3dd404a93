using System.Text.RegularExpressions;

namespace Trainer.Features.Data.Audit;

/// <summary>What stands in a prompt, a domain or an id and is only known after the call.</summary>
internal static partial class LeakageFindings
{
    // Some prompts speak of models or of expected answers by themselves; a pasted column does so in many rows.
    private const double Many = 0.05;
    private const int EnoughQueries = 30;

    public static IEnumerable<Finding> Of(AuditedTable audited) =>
        [.. Markers(audited), .. ModelNames(audited), .. PredictiveWords.Of(audited), .. PerfectCategories(audited)];

    private static IEnumerable<Finding> Markers(AuditedTable audited)
    {
        var rows = Rows(audited, text => Marker().IsMatch(text));
        if (rows.Length > 0)
        {
            var marker = Marker().Match(audited.Near.Texts.Texts[audited.Near.Texts.OfRow[rows[0]]]).Value;
            yield return Finding.Of(
                Severity(audited, rows),
                $"{rows.Length} of {audited.Table.Count} prompts contain what looks like an expected answer (\"{marker}\" " +
                $"in {audited.Id(rows[0])}); a router must see only what the user asks: take it out of the prompt.",
                [.. rows.Select(audited.Id)]);
        }
    }

    private static IEnumerable<Finding> ModelNames(AuditedTable audited)
    {
        // A name of letters alone may be any word.
        string[] names =
        [
            .. audited.Table.Models.SelectMany(model => new[] { model, model[(model.LastIndexOf('/') + 1)..] })
                .Select(NormalizedText.Key)
                .Where(name => name.Length >= 4 && name.Any(char.IsLetter) && !name.All(char.IsLetter))
                .Distinct(StringComparer.Ordinal),
        ];
        var rows = Rows(audited, text => names.Any(name => Contains(text, name)));
        if (rows.Length > 0)
        {
            var text = audited.Near.Texts.Texts[audited.Near.Texts.OfRow[rows[0]]];
            yield return Finding.Of(
                Severity(audited, rows),
                $"{rows.Length} of {audited.Table.Count} prompts name a candidate model " +
                $"({names.First(name => Contains(text, name))} in {audited.Id(rows[0])}); if that comes from the " +
                $"collection of the data and not from users, take it out of the prompt.",
                [.. rows.Select(audited.Id)]);
        }
    }

    private static IEnumerable<Finding> PerfectCategories(AuditedTable audited)
    {
        (string, Func<Query, string?>)[] categories = [("domain", query => query.Domain), ("beginning of the id", Prefix)];
        foreach (var (kind, category) in categories)
        {
            (string Category, int Model, int Rows, double Quality)[] perfect =
            [
                .. audited.Rows.GroupBy(row => category(audited.Table.Queries[row]), StringComparer.Ordinal)
                    .Where(rows => !string.IsNullOrEmpty(rows.Key) && rows.Count() < audited.Table.Count)
                    .OrderBy(rows => rows.Key, StringComparer.Ordinal)
                    .SelectMany(rows => audited.Models
                        .Select(m => (rows.Key, m, Run: rows.Where(row => audited.Table.WasRun(row, m)).ToArray()))
                        .Where(cell => cell.Run.Length >= EnoughQueries)
                        .Select(cell => (cell.Key!, cell.m, cell.Run.Length, Common(audited.Table.Quality(cell.m), cell.Run))))
                    .Where(cell => !double.IsNaN(cell.Item4)),
            ];
            if (perfect is [var first, ..])
            {
                yield return Finding.Info(
                    $"The {kind} alone says some outcomes without exception: {audited.Table.Models[first.Model]} has " +
                    $"quality {first.Quality:0.##} on all {first.Rows} queries of {first.Category}, and " +
                    $"{perfect.Length} such pairs of model and {kind} exist; make sure that it is known before the call " +
                    $"and was not made from the outcomes.");
                yield break; // ids are mostly made from domains
            }
        }
    }

    private static string Prefix(Query query) => query.Id.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');

    private static double Common(ReadOnlySpan<double> quality, int[] rows)
    {
        foreach (var row in rows)
        {
            if (quality[row] != quality[rows[0]])
            {
                return double.NaN;
            }
        }

        return quality[rows[0]];
    }

    private static int[] Rows(AuditedTable audited, Predicate<string> isMeant)
    {
        bool[] meant = [.. audited.Near.Texts.Texts.Select(text => isMeant(text))];
        return [.. audited.Rows.Where(row => meant[audited.Near.Texts.OfRow[row]])];
    }

    private static FindingSeverity Severity(AuditedTable audited, int[] rows) =>
        rows.Length >= Many * audited.Table.Count ? FindingSeverity.Warning : FindingSeverity.Info;

    private static bool Contains(string text, string name)
    {
        for (var at = text.IndexOf(name, StringComparison.Ordinal); at >= 0; at = text.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            var end = at + name.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(
        @"\b(?:(?:expected|correct|gold|golden|reference|true|ground[- ]truth) (?:answer|label|response|output|solution)(?: is)?|" +
        @"ground[- ]truth|gold label) ?[:=] ?\S",
        RegexOptions.CultureInvariant)]
    private static partial Regex Marker();
}
