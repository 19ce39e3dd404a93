using Trainer.Onnx;

namespace Trainer.Features.Text;

/// <summary>
/// Surface statistics: counts of code points, words, character classes and marker words, each as ln(1 + count) and as a share of the text's
/// length; standardised on the training texts, clipped to ±4 deviations (a prompt ten times longer than any seen must not drown all else)
/// and scaled by 1/√columns, so that the block weighs about as much as one unit-length n-gram block.
/// </summary>
internal sealed class StatisticsBlock : ITextBlock
{
    private const float Clip = 4;
    private const long PaddingClass = -2;
    private const long OtherClass = -1;

    private static readonly string[] CharacterClasses =
    [
        "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789", " \t", "\n", "?", ",;:", ".!", "(){}[]",
        "+-*/^=<>\\$%|~", "'\"`", "_&#@",
    ];

    private static readonly string[][] MarkerWords =
    [
        ["what", "which", "who", "whom", "whose", "when", "where", "why", "how"],
        [
            "code", "function", "implement", "python", "java", "javascript", "sql", "class", "return", "def", "algorithm", "bug",
            "error", "compile", "regex", "api",
        ],
        [
            "prove", "proof", "theorem", "lemma", "derive", "integral", "matrix", "equation", "probability", "polynomial", "solve",
            "calculate",
        ],
        ["not", "except", "without", "unless", "only", "least", "never", "false", "incorrect"],
        ["explain", "compare", "analyze", "analyse", "evaluate", "design", "critique", "argue", "step", "steps", "reason", "reasoning"],
        ["translate", "translation", "summarize", "summarise", "summary", "rewrite", "extract", "list", "classify"],
    ];

    private static readonly int[] ClassOfAscii = BuildClasses();
    private static readonly int CountsPerText = 2 + CharacterClasses.Length + MarkerWords.Length;
    private static readonly Dictionary<string, int> ClassOfMarker = BuildMarkers();
    private static readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Markers =
        ClassOfMarker.GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly float[] _mean;
    private readonly float[] _scale;

    private StatisticsBlock(float[] mean, float[] scale) => (_mean, _scale) = (mean, scale);

    public int ColumnCount => 2 * CountsPerText;

    public static StatisticsBlock Fit(IReadOnlyList<string> texts)
    {
        var sums = new double[2 * CountsPerText];
        var squares = new double[sums.Length];
        var values = new float[sums.Length];
        foreach (var text in texts)
        {
            Measure(text, values);
            for (var i = 0; i < values.Length; i++)
            {
                sums[i] += values[i];
                squares[i] += (double)values[i] * values[i];
            }
        }

        var mean = Array.ConvertAll(sums, sum => (float)(sum / texts.Count));
        var scale = new float[mean.Length];
        for (var i = 0; i < scale.Length; i++)
        {
            var variance = (squares[i] / texts.Count) - (sums[i] / texts.Count * (sums[i] / texts.Count));
            scale[i] = variance > 1e-10 ? (float)(1 / Math.Sqrt(variance)) : 0;
        }

        return new StatisticsBlock(mean, scale);
    }

    public void Append(string text, TextScratch scratch, SparseMatrix.Builder row, int columnOffset)
    {
        Span<float> values = stackalloc float[2 * CountsPerText];
        Span<int> columns = stackalloc int[values.Length];
        Measure(text, values);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Math.Clamp((values[i] - _mean[i]) * _scale[i], -Clip, Clip) * BlockScale;
            columns[i] = i;
        }

        row.Append(columns, values, columnOffset);
    }

    public string Emit(TextTokens tokens)
    {
        var graph = tokens.Graph;
        var padding = KeyValuePair.Create(TextTokens.Padding.ToString(), PaddingClass);
        var classes = tokens.Encode(
            tokens.Characters,
            [padding, .. CharacterClasses.SelectMany(
                (characters, id) => characters.Select(c => KeyValuePair.Create(c.ToString(), (long)id)))],
            OtherClass);
        var markers = tokens.Encode(
            tokens.Words,
            [padding, .. ClassOfMarker.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => KeyValuePair.Create(pair.Key, (long)pair.Value))],
            OtherClass);
        var length = Present(graph, classes);
        var counts = graph.Add(
            "Concat",
            [
                length, Present(graph, markers), Occurrences(graph, classes, CharacterClasses.Length),
                Occurrences(graph, markers, MarkerWords.Length),
            ],
            Attr.Int("axis", 1));
        var logs = graph.Add("Log", [graph.Add("Add", [counts, graph.Scalar(1f)])]);
        var shares = graph.Add("Div", [counts, graph.Add("Max", [length, graph.Scalar(1f)])]);
        var values = graph.Add("Concat", [logs, shares], Attr.Int("axis", 1));
        var centred = graph.Add("Sub", [values, graph.Constant("mean", _mean, _mean.Length)]);
        var scaled = graph.Add("Mul", [centred, graph.Constant("scale", _scale, _scale.Length)]);
        var clipped = graph.Add("Clip", [scaled, graph.Constant("low", [-Clip]), graph.Constant("high", [Clip])]);
        return graph.Add("Mul", [clipped, graph.Scalar(BlockScale)]);
    }

    private static float BlockScale => 1 / MathF.Sqrt(2 * CountsPerText);

    private static string Present(GraphBuilder graph, string ids)
    {
        var padding = graph.Add("Equal", [ids, graph.Scalar(PaddingClass)]);
        var present = graph.Add(
            "Cast", [graph.Add("Not", [padding])], Attr.Int("to", (long)Trainer.Onnx.Schema.TensorProto.Types.DataType.Float));
        return graph.Add("ReduceSum", [present, graph.Constant("axes", [1L], 1)], Attr.Int("keepdims", 1));
    }

    private static string Occurrences(GraphBuilder graph, string ids, int classes) => graph.Add(
        "TfIdfVectorizer",
        [ids],
        Attr.String("mode", "TF"),
        Attr.Int("min_gram_length", 1),
        Attr.Int("max_gram_length", 1),
        Attr.Int("max_skip_count", 0),
        Attr.Ints("ngram_counts", [0]),
        Attr.Ints("ngram_indexes", Enumerable.Range(0, classes).Select(i => (long)i)),
        Attr.Ints("pool_int64s", Enumerable.Range(0, classes).Select(i => (long)i)));

    private static void Measure(string text, Span<float> values)
    {
        Span<int> counts = stackalloc int[CountsPerText];
        counts.Clear();
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == TextTokens.Padding)
            {
                continue;
            }

            counts[0]++;
            if (rune.IsAscii && ClassOfAscii[rune.Value] >= 0)
            {
                counts[2 + ClassOfAscii[rune.Value]]++;
            }
        }

        foreach (var word in new WordTokens(text))
        {
            counts[1]++;
            if (Markers.TryGetValue(word, out var marker))
            {
                counts[2 + CharacterClasses.Length + marker]++;
            }
        }

        for (var i = 0; i < CountsPerText; i++)
        {
            values[i] = MathF.Log(1f + counts[i]);
            values[CountsPerText + i] = counts[i] / (float)Math.Max(counts[0], 1);
        }
    }

    private static int[] BuildClasses()
    {
        var classes = new int[128];
        Array.Fill(classes, -1);
        for (var id = 0; id < CharacterClasses.Length; id++)
        {
            foreach (var c in CharacterClasses[id])
            {
                classes[c] = id;
            }
        }

        return classes;
    }

    private static Dictionary<string, int> BuildMarkers() => MarkerWords
        .SelectMany((words, id) => words.SelectMany(
            word => new[] { word, char.ToUpperInvariant(word[0]) + word[1..], word.ToUpperInvariant() }.Select(form => (form, id))))
        .ToDictionary(pair => pair.form, pair => pair.id, StringComparer.Ordinal);
}
