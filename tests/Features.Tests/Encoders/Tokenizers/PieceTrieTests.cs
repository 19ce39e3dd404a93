using System.Text;
using Trainer.Features.Encoders.Tokenizers;

namespace Trainer.Features.Tests.Encoders.Tokenizers;

[TestClass]
public sealed class PieceTrieTests
{
    [TestMethod]
    public void Prefixes_OfManyTexts_AreThoseOfAPlainSearch()
    {
        var random = new SeededRandom(3);
        string[] letters = ["a", "b", "c", "é", "▁", "語", "😀", "\0", "ÿ"];
        string Word(int most) =>
            string.Concat(Enumerable.Range(0, random.Next(most + 1)).Select(_ => letters[random.Next(letters.Length)]));
        var pieces = Enumerable.Range(0, 3000).Select(_ => Word(6)).Distinct().Select((piece, i) => (Piece: piece, Id: i * 2)).ToArray();
        var trie = new PieceTrie(pieces);
        Assert.AreEqual(pieces.Count(piece => piece.Piece.Length > 0), trie.Count);
        for (var i = 0; i < 2000; i++)
        {
            var text = Encoding.UTF8.GetBytes(Word(12));
            var expected = pieces.Where(piece => piece.Piece.Length > 0 && text.AsSpan().StartsWith(Encoding.UTF8.GetBytes(piece.Piece)))
                .Select(piece => new PieceTrie.Match(Encoding.UTF8.GetByteCount(piece.Piece), piece.Id))
                .OrderBy(match => match.Length).ToArray();
            var found = new List<PieceTrie.Match>();
            foreach (var match in trie.Prefixes(text))
            {
                found.Add(match);
            }

            CollectionAssert.AreEqual(expected, found);
            Assert.AreEqual(expected.LastOrDefault(new PieceTrie.Match(0, -1)).Id, trie.Longest(text, out var length));
            Assert.AreEqual(expected.LastOrDefault().Length, length);
        }

        foreach (var (piece, id) in pieces)
        {
            Assert.AreEqual(piece.Length == 0 ? -1 : id, trie.Find(piece));
            Assert.AreEqual(-1, trie.Find(piece + "x"));
        }
    }

    [TestMethod]
    public void Constructor_APieceTwice_IsRefused() =>
        Assert.ThrowsExactly<ArgumentException>(() => new PieceTrie([("a", 0), ("b", 1), ("a", 2)]));
}
