using System.Numerics.Tensors;
using Trainer.Onnx;

namespace Trainer.Features.Text;

/// <summary>
/// The n-grams that were kept, and their TF-IDF weights. A text becomes f(count) · idf per kept n-gram, scaled to unit length, with
/// idf = 1 + ln((1 + n) / (1 + df)) (Salton and Buckley 1988, with the smoothing that scikit-learn made customary).
/// Columns: by length, then by the symbols, so that they do not depend on the order of the training texts.
/// Fitting is O(symbols · lengths) time and O(distinct n-grams) memory; one text is O(symbols · lengths + k log k) for k kept
/// n-grams in it.
/// </summary>
internal sealed class NgramVocabulary
{
    private readonly NgramWeighting _weighting;
    private readonly int _bitsPerSymbol;
    private readonly ulong[] _keys;
    private readonly float[] _idf;
    private readonly NgramIndex _columns;

    private NgramVocabulary(NgramWeighting weighting, int bitsPerSymbol, ulong[] keys, float[] idf)
    {
        (_weighting, _bitsPerSymbol, _keys, _idf) = (weighting, bitsPerSymbol, keys, idf);
        _columns = new NgramIndex(keys);
    }

    /// <summary>Number of kept n-grams.</summary>
    public int Count => _keys.Length;

    /// <summary>How many different symbols fit into the packed form of n-grams of this length.</summary>
    public static int SymbolLimit(int maxLength) => (int)Math.Min(int.MaxValue, (1L << BitsPerSymbol(maxLength)) - 1);

    /// <summary>
    /// Chooses the n-grams of a training corpus. Ties in document frequency at the edge of the vocabulary go to the smaller n-gram.
    /// </summary>
    public static NgramVocabulary Fit(SymbolCorpus corpus, NgramWeighting weighting, CancellationToken cancellation)
    {
        var bits = BitsPerSymbol(weighting.MaxLength);
        var counted = new DocumentFrequencies(corpus.SymbolCount / 2);
        for (var text = 0; text < corpus.Count; text++)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var key in new PackedNgrams(corpus[text], weighting, bits))
            {
                counted.Add(key, text);
            }
        }

        var (keys, frequencies) = counted.ToArrays();
        var kept = Select(keys, frequencies, weighting);
        var keptKeys = Array.ConvertAll(kept, term => keys[term]);
        Array.Sort(keptKeys, kept); // shorter n-grams are smaller numbers, because no symbol packs to 0
        return new NgramVocabulary(
            weighting,
            bits,
            keptKeys,
            Array.ConvertAll(kept, term => (float)(1 + Math.Log((1.0 + corpus.Count) / (1.0 + frequencies[term])))));
    }

    /// <summary>Marks the symbols that occur in a kept n-gram.</summary>
    public bool[] UsedSymbols(int symbolCount)
    {
        var used = new bool[symbolCount];
        foreach (var key in _keys)
        {
            foreach (var symbol in Unpack(key))
            {
                used[symbol] = true;
            }
        }

        return used;
    }

    /// <summary>Adds one text's weights to the row under construction.</summary>
    public void Append(ReadOnlySpan<int> symbols, TextScratch scratch, SparseMatrix.Builder row, int columnOffset)
    {
        scratch.Clear();
        foreach (var key in new PackedNgrams(symbols, _weighting, _bitsPerSymbol))
        {
            var column = _columns.Find(key);
            if (column >= 0)
            {
                scratch.Count(column);
            }
        }

        var columns = scratch.SortedColumns();
        var values = scratch.Values(columns.Length);
        for (var i = 0; i < columns.Length; i++)
        {
            var count = scratch.CountOf(columns[i]);
            values[i] = (_weighting.Sublinear ? MathF.Log(1 + count) : count) * _idf[columns[i]];
        }

        var norm = TensorPrimitives.Norm(values);
        if (norm > 0)
        {
            TensorPrimitives.Divide(values, norm, values);
        }

        row.Append(columns, values, columnOffset);
    }

    /// <summary>
    /// Writes the same weights as nodes: symbol ids (int64 [N, length]) to unit vectors (float [N, <see cref="Count"/>]).
    /// </summary>
    public string Emit(GraphBuilder graph, string symbols)
    {
        var pool = _keys.SelectMany(key => Unpack(key).Select(symbol => (long)symbol)).ToArray();
        var starts = new List<long>();
        long start = 0;
        for (var length = 1; length <= _weighting.MaxLength; length++)
        {
            starts.Add(start);
            start += length * _keys.LongCount(key => Length(key) == length);
        }

        var counts = graph.Add(
            "TfIdfVectorizer",
            [symbols],
            Attr.String("mode", "TF"),
            Attr.Int("min_gram_length", _weighting.MinLength),
            Attr.Int("max_gram_length", _weighting.MaxLength),
            Attr.Int("max_skip_count", 0),
            Attr.Ints("ngram_counts", starts),
            Attr.Ints("ngram_indexes", Enumerable.Range(0, Count).Select(i => (long)i)),
            Attr.Ints("pool_int64s", pool));
        var frequencies = _weighting.Sublinear ? graph.Add("Log", [graph.Add("Add", [counts, graph.Scalar(1f)])]) : counts;
        var weights = graph.Add("Mul", [frequencies, graph.Constant("idf", _idf, Count)]);
        return graph.Add("LpNormalization", [weights], Attr.Int("axis", 1), Attr.Int("p", 2));
    }

    // The terms with the highest document frequency. Only those at the frequency where the vocabulary fills up need an order:
    // O(n + ties log ties).
    private static int[] Select(ReadOnlySpan<ulong> keys, int[] frequencies, NgramWeighting weighting)
    {
        var histogram = new int[frequencies.DefaultIfEmpty(0).Max() + 2];
        foreach (var frequency in frequencies)
        {
            histogram[frequency]++;
        }

        var (edge, above) = (histogram.Length - 1, 0);
        while (edge - 1 >= weighting.MinDocuments && above + histogram[edge - 1] <= weighting.MaxTerms)
        {
            above += histogram[--edge];
        }

        var kept = new List<int>(Math.Min(frequencies.Length, weighting.MaxTerms));
        var tiedKeys = new List<ulong>();
        var ties = new List<int>();
        for (var term = 0; term < frequencies.Length; term++)
        {
            if (frequencies[term] >= edge)
            {
                kept.Add(term);
            }
            else if (frequencies[term] == edge - 1 && edge - 1 >= weighting.MinDocuments)
            {
                tiedKeys.Add(keys[term]);
                ties.Add(term);
            }
        }

        var tied = ties.ToArray();
        Array.Sort(tiedKeys.ToArray(), tied);
        return [.. kept, .. tied.Take(weighting.MaxTerms - above)];
    }

    private static int BitsPerSymbol(int maxLength) => Math.Min(31, 64 / maxLength);

    private int Length(ulong key)
    {
        var length = 0;
        for (; key != 0; key >>= _bitsPerSymbol)
        {
            length++;
        }

        return length;
    }

    private int[] Unpack(ulong key)
    {
        var symbols = new int[Length(key)];
        for (var i = symbols.Length - 1; i >= 0; i--, key >>= _bitsPerSymbol)
        {
            symbols[i] = (int)(key & ((1UL << _bitsPerSymbol) - 1)) - 1;
        }

        return symbols;
    }
}
