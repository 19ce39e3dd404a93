namespace Trainer.Features.Text;

/// <summary>
/// Words as symbols. Case is folded by a table from the surface forms seen in training (and each kept word in lower, title and upper
/// case) to words, not by an operator: the string normalisers of ONNX Runtime's builds disagree on everything outside ASCII and on locales.
/// </summary>
internal sealed class WordSymbols : ISymbols
{
    private readonly Dictionary<string, int> _wordOfSurface;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    private WordSymbols(Dictionary<string, int> wordOfSurface)
    {
        _wordOfSurface = wordOfSurface;
        _lookup = wordOfSurface.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Fits a vocabulary of word n-grams; also gives the training texts as symbols.</summary>
    public static (NgramBlock Block, SymbolCorpus Training) Fit(
        IReadOnlyList<string> texts, NgramWeighting weighting, CancellationToken cancellation)
    {
        var surfaces = new Dictionary<string, int>(StringComparer.Ordinal);
        var lookup = surfaces.GetAlternateLookup<ReadOnlySpan<char>>();
        var corpus = new SymbolCorpus();
        foreach (var text in texts)
        {
            foreach (var token in new WordTokens(text))
            {
                if (!lookup.TryGetValue(token, out var surface))
                {
                    surface = surfaces.Count;
                    lookup[token] = surface;
                }

                corpus.Add(surface);
            }

            corpus.EndText();
        }

        // Words are numbered in ordinal order, which makes every later tie independent of the order of the texts.
        var folded = new string[surfaces.Count];
        foreach (var (surface, id) in surfaces)
        {
            folded[id] = Fold(surface);
        }

        var words = folded.Distinct(StringComparer.Ordinal).ToArray();
        Array.Sort(words, StringComparer.Ordinal);
        var numbers = new Dictionary<string, int>(words.Length, StringComparer.Ordinal);
        foreach (var word in words)
        {
            numbers.Add(word, numbers.Count);
        }

        corpus.Renumber(Array.ConvertAll(folded, word => numbers[word]));
        var vocabulary = NgramVocabulary.Fit(corpus, weighting, cancellation);
        var symbols = new WordSymbols(SurfaceTable(surfaces.Keys, numbers, words, vocabulary.UsedSymbols(words.Length)));
        return (new NgramBlock(symbols, vocabulary), corpus);
    }

    public void Read(string text, SymbolCorpus corpus)
    {
        foreach (var token in new WordTokens(text))
        {
            corpus.Add(_lookup.TryGetValue(token, out var word) ? word : -1);
        }

        corpus.EndText();
    }

    public string Emit(TextTokens tokens)
    {
        var table = _wordOfSurface.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => KeyValuePair.Create(pair.Key, (long)pair.Value)).ToArray();
        return tokens.Encode(tokens.Words, table);
    }

    private static string Fold(string surface) => surface.ToLowerInvariant();

    private static Dictionary<string, int> SurfaceTable(
        IEnumerable<string> surfaces, Dictionary<string, int> numbers, string[] words, bool[] used)
    {
        var casings = words.Where((_, number) => used[number])
            .SelectMany(word => new[] { word, string.Concat(word[..1].ToUpperInvariant(), word.AsSpan(1)), word.ToUpperInvariant() });
        var table = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var surface in surfaces.Concat(casings))
        {
            if (numbers.TryGetValue(Fold(surface), out var number) && used[number])
            {
                table[surface] = number;
            }
        }

        return table;
    }
}
