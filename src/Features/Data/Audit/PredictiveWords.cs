using System.Globalization;
using System.Runtime.InteropServices;
using Trainer.Features.Text;

namespace Trainer.Features.Data.Audit;

/// <summary>
/// Words whose presence tells an outcome almost without exception, as of a column that was pasted into the prompts. A word counts from
/// 30 rows, where the model was right (or wrong) on at least 99 % although queries of the same domains lead to expect at most 90 %, and
/// where chance would do that to any of the words of the table less than once in a thousand tables (Chernoff's bound for a binomial,
/// times words × models: Bonferroni).
/// </summary>
internal static class PredictiveWords
{
    private const int EnoughRows = 30;
    private const int LongestWord = 32;
    private const double Certain = 0.99;
    private const double Expectable = 0.9;
    private const double FalseAlarms = 0.001;
    private const double NearlyAll = 0.95;
    private const double Most = 0.8;

    public static IEnumerable<Finding> Of(AuditedTable audited)
    {
        var words = Frequent(audited);
        var found = audited.Models.SelectMany(m => Predictive(audited, words, m))
            .OrderByDescending(word => word.Rows)
            .ThenBy(word => word.Model)
            .ThenBy(word => word.Word, StringComparer.Ordinal)
            .ToArray();
        if (found is not [var first, ..])
        {
            yield break;
        }

        var model = audited.Table.Models[first.Model];
        string[] examples = [.. words[first.Word].Select(audited.Id).Order(StringComparer.Ordinal).Take(3)];
        var column = audited.Models.FirstOrDefault(m => IsColumn(audited, [.. found.Where(word => word.Model == m)], words), -1);
        yield return column < 0
            ? Finding.Info(
                $"Where a prompt has the word \"{first.Word}\", {model} is {Outcome(first)} on {first.Hits} of {first.Rows} " +
                $"queries, which chance does not do; {found.Length} pairs of word and model are like that. A subject " +
                $"that is easy or hard for a model explains it; if the words were written after the call, take them out " +
                $"of the prompts.",
                examples)
            : Finding.Error(
                $"Words in the prompts tell nearly every outcome of {audited.Table.Models[column]}: " +
                $"{string.Join(", ", found.Where(word => word.Model == column).Take(3).Select(Described))}; such words were " +
                $"written after the call, so take them out.",
                examples);
    }

    private static string Described(Predictor word) => string.Create(
        CultureInfo.InvariantCulture,
        $"\"{word.Word}\" stands in {word.Rows} prompts and the model is {Outcome(word)} on {word.Hits} of them");

    private static string Outcome(Predictor word) => word.IsGood ? "right" : "wrong";

    // A column, not a subject: one word stands in nearly all rows of its outcome, or one for each outcome in most rows together.
    private static bool IsColumn(AuditedTable audited, Predictor[] found, Dictionary<string, int[]> words)
    {
        if (found is not [{ Model: var model }, ..])
        {
            return false;
        }

        var quality = audited.Table.Quality(model).ToArray();
        var run = audited.Summary.Models[model].Observed;
        var good = quality.Count(IsGood);
        return found.Any(word => word.Hits >= NearlyAll * (word.IsGood ? good : run - good))
            || (found.FirstOrDefault(word => word.IsGood).Word is { } right
                && found.FirstOrDefault(word => !word.IsGood).Word is { } wrong
                && words[right].Union(words[wrong]).Count(row => !double.IsNaN(quality[row])) >= Most * run);
    }

    private static IEnumerable<Predictor> Predictive(AuditedTable audited, Dictionary<string, int[]> words, int model)
    {
        var quality = audited.Table.Quality(model).ToArray();
        var domains = audited.Table.Queries.Select(query => query.Domain ?? "").ToArray();
        var shareOfDomain = audited.Rows.Where(row => audited.Table.WasRun(row, model))
            .GroupBy(row => domains[row], StringComparer.Ordinal)
            .ToDictionary(rows => rows.Key, rows => rows.Average(row => IsGood(quality[row]) ? 1.0 : 0), StringComparer.Ordinal);
        double[] expectedOfRow = [.. domains.Select(domain => shareOfDomain.GetValueOrDefault(domain))];
        var alarm = Math.Log((double)words.Count * audited.Table.Models.Count / FalseAlarms);
        foreach (var (word, rows) in words)
        {
            var (run, good, expected) = (0, 0, 0.0);
            foreach (var row in rows)
            {
                if (!double.IsNaN(quality[row]))
                {
                    run++;
                    good += IsGood(quality[row]) ? 1 : 0;
                    expected += expectedOfRow[row];
                }
            }

            var isGood = 2 * good >= run;
            var hits = isGood ? good : run - good;
            var (share, expectedShare) = ((double)hits / run, isGood ? expected / run : 1 - (expected / run));
            if (run >= EnoughRows && share >= Certain && expectedShare <= Expectable && run * Divergence(share, expectedShare) >= alarm)
            {
                yield return new Predictor(word, model, run, hits, isGood);
            }
        }
    }

    // Kullback and Leibler's, between two shares.
    private static double Divergence(double p, double q)
    {
        q = Math.Max(q, 1e-12);
        return (p * Math.Log(p / q)) + (p < 1 ? (1 - p) * Math.Log((1 - p) / (1 - q)) : 0);
    }

    private static bool IsGood(double quality) => quality >= 0.5;

    /// <summary>Rows of every word that stands in enough of them and not in all.</summary>
    private static Dictionary<string, int[]> Frequent(AuditedTable audited)
    {
        var texts = audited.Near.Texts;
        var rowsOfText = new int[texts.Texts.Length];
        foreach (var text in texts.OfRow)
        {
            rowsOfText[text]++;
        }

        var counts = new Dictionary<string, (int Rows, int LastText)>(StringComparer.Ordinal);
        var lookup = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var text = 0; text < texts.Texts.Length; text++)
        {
            foreach (var word in new WordTokens(texts.Texts[text]))
            {
                if (word.Length > LongestWord)
                {
                    continue;
                }

                ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(lookup, word, out var isKnown);
                if (!isKnown || count.LastText != text)
                {
                    count = (count.Rows + rowsOfText[text], text);
                }
            }
        }

        var frequent = counts.Where(word => word.Value.Rows >= EnoughRows && word.Value.Rows < audited.Table.Count)
            .ToDictionary(word => word.Key, word => new List<int>(), StringComparer.Ordinal);
        var frequentLookup = frequent.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var row in audited.Rows)
        {
            foreach (var word in new WordTokens(texts.Texts[texts.OfRow[row]]))
            {
                if (word.Length <= LongestWord && frequentLookup.TryGetValue(word, out var rows) && (rows.Count == 0 || rows[^1] != row))
                {
                    rows.Add(row);
                }
            }
        }

        return frequent.ToDictionary(word => word.Key, word => word.Value.ToArray(), StringComparer.Ordinal);
    }

    private readonly record struct Predictor(string Word, int Model, int Rows, int Hits, bool IsGood);
}
