using System.Text.RegularExpressions;
using Trainer.Features.Text;

namespace Trainer.Features.Tests.Text;

[TestClass]
public sealed class TfIdfReferenceTests
{
    [TestMethod]
    [DataRow(1, 1, 1, true)]
    [DataRow(1, 2, 2, false)]
    [DataRow(2, 3, 1, true)]
    public void Transform_RandomTexts_IsTheFormulaOverStrings(int min, int max, int minDocuments, bool sublinear)
    {
        var random = new SeededRandom(21);
        string Text() => string.Join(' ', Enumerable.Range(0, random.Next(12)).Select(_ => random.Next(2) == 0 ? $"w{random.Next(9)}" : $"W{random.Next(9)}"));
        var training = Enumerable.Range(0, 40).Select(_ => Text()).ToArray();
        var queries = Enumerable.Range(0, 20).Select(_ => Text()).Append("w1 unknown w2 w1").ToArray();

        var vectors = TextFeatures.Fit(training, new(new(min, max, 10_000, minDocuments, sublinear), null, false)).Transform(queries);

        for (var row = 0; row < queries.Length; row++)
        {
            var expected = Reference(queries[row], training, min, max, minDocuments, sublinear);
            var actual = vectors.Values(row).ToArray();
            Assert.HasCount(expected.Length, actual, queries[row]);
            for (var i = 0; i < actual.Length; i++)
            {
                Assert.AreEqual(expected[i], actual[i], 1e-5, queries[row]);
            }
        }
    }

    [TestMethod]
    public void Transform_CharacterTrigrams_CountOverlaps()
    {
        var vectors = TextFeatures.Fit(["aaaa b", "aaaa c"], new(null, new(3, 3, 100, 2, Sublinear: false), false)).Transform(["AAAAA"]);
        Assert.HasCount(1, vectors.Values(0).ToArray(), "aaa alone is in both texts and in this one");
        Assert.AreEqual(1f, vectors.Values(0)[0]);
    }

    // Values by length, then by the words in ordinal order, as the columns stand.
    private static double[] Reference(string text, string[] training, int min, int max, int minDocuments, bool sublinear)
    {
        var documents = Array.ConvertAll(training, other => Ngrams(other, min, max).Distinct().ToArray());
        double Frequency(string ngram) => documents.Count(document => document.Contains(ngram));
        var weights = Ngrams(text, min, max).GroupBy(ngram => ngram)
            .Select(group => (Ngram: group.Key, Count: group.Count(), Frequency: Frequency(group.Key)))
            .Where(term => term.Frequency >= minDocuments)
            .OrderBy(term => term.Ngram.Count(c => c == ' ')).ThenBy(term => term.Ngram, StringComparer.Ordinal)
            .Select(term => (sublinear ? Math.Log(1 + term.Count) : term.Count) * (1 + Math.Log((1.0 + training.Length) / (1 + term.Frequency))))
            .ToArray();
        var norm = Math.Sqrt(weights.Sum(weight => weight * weight));
        return Array.ConvertAll(weights, weight => weight / norm);
    }

    private static IEnumerable<string> Ngrams(string text, int min, int max)
    {
        var words = Regex.Matches(text.ToLowerInvariant(), "[a-z0-9]+").Select(match => match.Value).ToArray();
        return Enumerable.Range(min, max - min + 1).SelectMany(length =>
            Enumerable.Range(0, Math.Max(0, words.Length - length + 1)).Select(start => string.Join(' ', words[start..(start + length)])));
    }
}
