using System.Text;

namespace Trainer.Features.Text;

/// <summary>
/// TF-IDF of character n-grams over code points. Case is folded and white space made one kind by a table from code points to symbols; a code
/// point not seen in training is unknown and breaks the n-grams around it.
/// </summary>
internal sealed class CharacterBlock : ITextBlock
{
    private readonly NgramVocabulary _vocabulary;
    private readonly Dictionary<int, int> _symbolOfCodePoint;
    private readonly int[] _ascii = new int[128];

    private CharacterBlock(NgramVocabulary vocabulary, Dictionary<int, int> symbolOfCodePoint)
    {
        (_vocabulary, _symbolOfCodePoint) = (vocabulary, symbolOfCodePoint);
        for (var c = 0; c < _ascii.Length; c++)
        {
            _ascii[c] = symbolOfCodePoint.GetValueOrDefault(c, -1);
        }
    }

    public int ColumnCount => _vocabulary.Count;

    public static CharacterBlock Fit(IReadOnlyList<string> texts, NgramWeighting weighting, CancellationToken cancellation)
    {
        // The most frequent characters get symbols, as many as the packed n-grams have room for.
        var frequency = new Dictionary<int, long>();
        foreach (var rune in texts.SelectMany(text => text.EnumerateRunes()))
        {
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(frequency, rune.Value, out _)++;
        }

        var symbols = frequency.GroupBy(pair => Fold(new Rune(pair.Key)).Value)
            .Where(group => group.Key != TextTokens.Padding)
            .OrderByDescending(group => group.Sum(pair => pair.Value)).ThenBy(group => group.Key)
            .Take(NgramVocabulary.SymbolLimit(weighting.MaxLength))
            .OrderBy(group => group.Key)
            .Select((group, symbol) => (group.Key, symbol))
            .ToDictionary(pair => pair.Key, pair => pair.symbol);
        var table = new Dictionary<int, int>();
        foreach (var codePoint in frequency.Keys.Concat(Enumerable.Range(9, 127 - 9)).Concat([0xA0]))
        {
            if (codePoint != TextTokens.Padding && symbols.TryGetValue(Fold(new Rune(codePoint)).Value, out var symbol))
            {
                table[codePoint] = symbol;
            }
        }

        var corpus = new SymbolCorpus();
        foreach (var text in texts)
        {
            foreach (var rune in text.EnumerateRunes())
            {
                corpus.Add(table.GetValueOrDefault(rune.Value, -1));
            }

            corpus.EndText();
        }

        return new CharacterBlock(NgramVocabulary.Fit(corpus, weighting, cancellation), table);
    }

    public void Append(string text, TextScratch scratch, SparseMatrix.Builder row, int columnOffset)
    {
        var corpus = scratch.Corpus;
        corpus.Clear();
        foreach (var rune in text.EnumerateRunes())
        {
            corpus.Add(rune.Value < _ascii.Length ? _ascii[rune.Value] : _symbolOfCodePoint.GetValueOrDefault(rune.Value, -1));
        }

        corpus.EndText();
        _vocabulary.Append(corpus[0], scratch, row, columnOffset);
    }

    public string Emit(TextTokens tokens)
    {
        var table = _symbolOfCodePoint.OrderBy(pair => pair.Key)
            .Select(pair => KeyValuePair.Create(new Rune(pair.Key).ToString(), (long)pair.Value)).ToArray();
        return _vocabulary.Emit(tokens.Graph, tokens.Encode(tokens.Characters, table));
    }

    private static Rune Fold(Rune rune) => CodePointClass.Of(rune.Value) == CodePointKind.Space && rune.Value != TextTokens.Padding
        ? new Rune(' ')
        : Rune.ToLowerInvariant(rune);
}
