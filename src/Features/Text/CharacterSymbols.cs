using System.Text;

namespace Trainer.Features.Text;

/// <summary>
/// Code points as symbols. Case is folded and white space made one kind by a table from code points to symbols; a code
/// point not seen in training is unknown and breaks the n-grams around it.
/// </summary>
internal sealed class CharacterSymbols : ISymbols
{
    private readonly Dictionary<int, int> _symbolOfCodePoint;
    private readonly int[] _ascii = new int[128];

    private CharacterSymbols(Dictionary<int, int> symbolOfCodePoint)
    {
        _symbolOfCodePoint = symbolOfCodePoint;
        for (var c = 0; c < _ascii.Length; c++)
        {
            _ascii[c] = symbolOfCodePoint.GetValueOrDefault(c, -1);
        }
    }

    /// <summary>Fits a vocabulary of character n-grams; also gives the training texts as symbols.</summary>
    public static (NgramBlock Block, SymbolCorpus Training) Fit(
        IReadOnlyList<string> texts, NgramWeighting weighting, CancellationToken cancellation)
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

        var reader = new CharacterSymbols(table);
        var corpus = new SymbolCorpus();
        foreach (var text in texts)
        {
            reader.Read(text, corpus);
        }

        return (new NgramBlock(reader, NgramVocabulary.Fit(corpus, weighting, cancellation)), corpus);
    }

    public void Read(string text, SymbolCorpus corpus)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            corpus.Add(rune.Value < _ascii.Length ? _ascii[rune.Value] : _symbolOfCodePoint.GetValueOrDefault(rune.Value, -1));
        }

        corpus.EndText();
    }

    public string Emit(TextTokens tokens)
    {
        var table = _symbolOfCodePoint.OrderBy(pair => pair.Key)
            .Select(pair => KeyValuePair.Create(new Rune(pair.Key).ToString(), (long)pair.Value)).ToArray();
        return tokens.Encode(tokens.Characters, table);
    }

    private static Rune Fold(Rune rune) => CodePointClass.Of(rune.Value) == CodePointKind.Space && rune.Value != TextTokens.Padding
        ? new Rune(' ')
        : Rune.ToLowerInvariant(rune);
}
