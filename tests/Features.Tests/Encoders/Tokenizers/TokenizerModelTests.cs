using System.Text.Json;
using Trainer.Features.Encoders;

namespace Trainer.Features.Tests.Encoders.Tokenizers;

/// <summary>The three models against slow and obvious ones, on vocabularies and words by chance.</summary>
[TestClass]
public sealed class TokenizerModelTests
{
    private static readonly string[] _letters = ["a", "b", "c", "é", "語", "😀"];

    [TestMethod]
    public void Bpe_WordsOfAllLengths_AreMergedAsOneMergeAfterTheOther()
    {
        var random = new SeededRandom(11);
        for (var round = 0; round < 20; round++)
        {
            var pieces = _letters.ToList();
            var merges = new List<(string Left, string Right)>();
            while (merges.Count < 40)
            {
                var pair = (Left: pieces[random.Next(pieces.Count)], Right: pieces[random.Next(pieces.Count)]);
                if (pair.Left.Length + pair.Right.Length <= 12 && !merges.Contains(pair))
                {
                    merges.Add(pair);
                    if (!pieces.Contains(pair.Left + pair.Right))
                    {
                        pieces.Add(pair.Left + pair.Right);
                    }
                }
            }

            var tokenizer = Tokenizer(new
            {
                type = "BPE",
                vocab = pieces.Select((piece, id) => (piece, id)).ToDictionary(entry => entry.piece, entry => entry.id),
                merges = merges.Select(merge => new[] { merge.Left, merge.Right }),
            });
            for (var i = 0; i < 60; i++)
            {
                var word = Word(random, 1 + random.Next(i < 50 ? 30 : 300));
                var expected = Runes(word);
                while (merges.FindIndex(merge => Has(expected, merge)) is >= 0 and var earliest)
                {
                    var at = Enumerable.Range(0, expected.Count - 1)
                        .First(at => (expected[at], expected[at + 1]) == merges[earliest]);
                    expected[at] += expected[at + 1];
                    expected.RemoveAt(at + 1);
                }

                CollectionAssert.AreEqual(expected.Select(piece => pieces.IndexOf(piece)).ToArray(), Encode(tokenizer, word), word);
            }
        }

        static bool Has(List<string> pieces, (string, string) merge) =>
            Enumerable.Range(0, pieces.Count - 1).Any(at => (pieces[at], pieces[at + 1]) == merge);
    }

    [TestMethod]
    public void WordPiece_ManyWords_AreCutLongestFirst()
    {
        var random = new SeededRandom(12);
        for (var round = 0; round < 20; round++)
        {
            var pieces = new List<string> { "[UNK]" };
            pieces.AddRange(Enumerable.Range(0, 60)
                .Select(_ => (random.Next(2) == 0 ? "##" : "") + Word(random, 1 + random.Next(3))).Distinct());
            var tokenizer = Tokenizer(new
            {
                type = "WordPiece", unk_token = "[UNK]", continuing_subword_prefix = "##", max_input_chars_per_word = 9,
                vocab = pieces.Select((piece, id) => (piece, id)).ToDictionary(entry => entry.piece, entry => entry.id),
            });
            for (var i = 0; i < 100; i++)
            {
                var word = Word(random, 1 + random.Next(10));
                var runes = Runes(word);
                var expected = new List<int>();
                for (var at = 0; at < runes.Count && !expected.Contains(0);)
                {
                    var end = runes.Count;
                    while (end > at && !pieces.Contains(Piece(at, end)))
                    {
                        end--;
                    }

                    expected.Add(end > at ? pieces.IndexOf(Piece(at, end)) : 0);
                    at = end;
                }

                expected = expected.Contains(0) || runes.Count > 9 ? [0] : expected;
                CollectionAssert.AreEqual(expected, Encode(tokenizer, word), word);

                string Piece(int from, int to) => (from > 0 ? "##" : "") + string.Concat(runes[from..to]);
            }
        }
    }

    [TestMethod]
    public void Unigram_ManyWords_HaveTheBestSumOfAllWaysToCutThem()
    {
        var random = new SeededRandom(13);
        for (var round = 0; round < 20; round++)
        {
            var pieces = new List<(string Piece, double Score)> { ("<unk>", 0) };
            pieces.AddRange(Enumerable.Range(0, 30).Select(_ => Word(random, 1 + random.Next(4))).Distinct()
                .Select(piece => (piece, -8 * random.NextDouble())));
            var unknown = pieces.Min(piece => piece.Score) - 10;
            var tokenizer = Tokenizer(new
            {
                type = "Unigram", unk_id = 0, vocab = pieces.Select(piece => new object[] { piece.Piece, piece.Score }),
            });
            for (var i = 0; i < 60; i++)
            {
                var word = Word(random, 1 + random.Next(9));
                var best = Best(Runes(word), 0);
                var fused = best.Ids.Where((id, at) => id != 0 || at == 0 || best.Ids[at - 1] != 0).ToArray();
                CollectionAssert.AreEqual(fused, Encode(tokenizer, word), word);
            }

            (double Sum, List<int> Ids) Best(List<string> runes, int at)
            {
                if (at == runes.Count)
                {
                    return (0, []);
                }

                var best = (Sum: double.NegativeInfinity, Ids: new List<int>());
                for (var end = at + 1; end <= runes.Count; end++)
                {
                    var id = pieces.FindIndex(1, piece => piece.Piece == string.Concat(runes[at..end]));
                    if (id < 0 && end > at + 1)
                    {
                        continue;
                    }

                    var (sum, ids) = Best(runes, end);
                    sum += id < 0 ? unknown : pieces[id].Score;
                    if (sum > best.Sum)
                    {
                        best = (sum, [Math.Max(id, 0), .. ids]);
                    }
                }

                return best;
            }
        }
    }

    [TestMethod]
    public void Bpe_TextWithoutPreTokenizer_IsCutBeforeMarksOnlyWhereThatChangesNothing()
    {
        // One merge crosses the mark behind b; nothing crosses it behind a.
        string[] pieces = ["a", "b", "▁", "▁a", "b▁", "b▁a"];
        var tokenizer = Tokenizer(new
        {
            type = "BPE",
            vocab = pieces.Select((piece, id) => (piece, id)).ToDictionary(entry => entry.piece, entry => entry.id),
            merges = new[] { "b ▁", "▁ a", "b▁ a" },
        });
        CollectionAssert.AreEqual(new[] { 0, 3, 5, 0, 1 }, Encode(tokenizer, "a▁ab▁aab"));
    }

    [TestMethod]
    public void Encode_AMillionEqualLetters_IsLinearForEveryModel()
    {
        var text = new string('a', 1_000_000);
        string[] pieces = ["a", "aa", "aaaa", "##a"];
        var vocab = pieces.Select((piece, id) => (piece, id)).ToDictionary(entry => entry.piece, entry => entry.id);
        var bpe = Tokenizer(new { type = "BPE", vocab, merges = new[] { "a a", "aa aa" } });
        var unigram = Tokenizer(new { type = "Unigram", unk_id = 0, vocab = pieces.Select(piece => new object[] { piece, -2.0 }) });
        var wordPiece = Tokenizer(new
        {
            type = "WordPiece", unk_token = "a", continuing_subword_prefix = "##", max_input_chars_per_word = int.MaxValue, vocab,
        });
        Assert.HasCount(250_000, Encode(bpe, text));
        Assert.HasCount(250_000, Encode(unigram, text));
        Assert.HasCount(1_000_000 - 3, Encode(wordPiece, text));
    }

    [TestMethod]
    public void Encode_FromManyThreads_GivesTheSameIds()
    {
        var vocab = new Dictionary<string, int> { ["a"] = 0, ["b"] = 1, ["ab"] = 2, [" "] = 3 };
        var tokenizer = Tokenizer(new { type = "BPE", vocab, merges = new[] { "a b" } });
        var random = new SeededRandom(5);
        var texts = Enumerable.Range(0, 500)
            .Select(_ => string.Concat(Enumerable.Range(0, 40).Select(_ => "ab "[random.Next(3)]))).ToArray();
        var expected = texts.Select(text => Encode(tokenizer, text)).ToArray();
        Parallel.For(0, 5000, i => CollectionAssert.AreEqual(expected[i % 500], Encode(tokenizer, texts[i % 500])));
    }

    [TestMethod]
    public void Encode_HalvesOfSurrogatePairs_AreReplacementCharacters()
    {
        var vocab = new Dictionary<string, int> { ["a"] = 0, ["\uFFFD"] = 1 };
        var tokenizer = Tokenizer(new { type = "BPE", vocab, merges = Array.Empty<string>() });
        CollectionAssert.AreEqual(new[] { 0, 1, 0, 1, 1 }, Encode(tokenizer, "a\uD800a\uDC00\uD800"));
    }

    private static ITokenizer Tokenizer(object model) =>
        TokenizerFile.Parse(JsonSerializer.SerializeToUtf8Bytes(new { version = "1.0", model }), "test");

    private static List<int> Encode(ITokenizer tokenizer, string text)
    {
        var ids = new List<int>();
        tokenizer.Encode(text, ids);
        return ids;
    }

    private static string Word(SeededRandom random, int length) =>
        string.Concat(Enumerable.Range(0, length).Select(_ => _letters[random.Next(_letters.Length)]));

    private static List<string> Runes(string word) => [.. word.EnumerateRunes().Select(rune => rune.ToString())];
}
