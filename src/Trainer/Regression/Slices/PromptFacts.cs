using System.Text;
using Trainer.Features.Data;

namespace Trainer.Regression.Slices;

/// <summary>What is known of queries before any model is called, as columns that a person can read: [facts][rows].</summary>
internal static class PromptFacts
{
    private static readonly string[] Numbers =
        ["characters", "words", "lines", "digits", "symbols", "question marks", "characters outside ASCII", "capital letters"];

    /// <summary>Numbers of each prompt, and for each domain whether the query is of it (1 or 0).</summary>
    public static IReadOnlyList<(string Name, bool IsDomain, double[] Values)> Of(IReadOnlyList<Query> queries)
    {
        var columns = Numbers.Select(_ => new double[queries.Count]).ToArray();
        for (var row = 0; row < queries.Count; row++)
        {
            var facts = Measure(queries[row].Prompt);
            for (var i = 0; i < facts.Length; i++)
            {
                columns[i][row] = facts[i];
            }
        }

        return
        [
            .. Numbers.Select((name, i) => (name, false, columns[i])),
            .. queries.Select(query => query.Domain).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(domain => (domain, true, queries.Select(query => query.Domain == domain ? 1.0 : 0.0).ToArray())),
        ];
    }

    private static double[] Measure(string text)
    {
        var facts = new double[Numbers.Length];
        var inWord = false;
        facts[2] = 1;
        foreach (var rune in text.EnumerateRunes())
        {
            facts[0]++;
            var isSpace = Rune.IsWhiteSpace(rune);
            facts[1] += !isSpace && !inWord ? 1 : 0;
            inWord = !isSpace;
            facts[2] += rune.Value == '\n' ? 1 : 0;
            facts[3] += rune.IsAscii && char.IsAsciiDigit((char)rune.Value) ? 1 : 0;
            facts[4] += Rune.IsSymbol(rune) || Rune.IsPunctuation(rune) ? 1 : 0;
            facts[5] += rune.Value == '?' ? 1 : 0;
            facts[6] += rune.IsAscii ? 0 : 1;
            facts[7] += Rune.IsUpper(rune) ? 1 : 0;
        }

        return facts;
    }
}
