using System.Numerics.Tensors;
using System.Security.Cryptography;
using System.Text.Json;
using Trainer.Onnx;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Features.Encoders;

/// <summary>
/// A pretrained sentence encoder: tokenizer, network and settings. Gives vectors here, and writes its network into the graph of a
/// router. Safe to use from several threads.
/// </summary>
public sealed class Encoder : IEmbedder, IDisposable
{
    private const string OutputName = "embedding";

    private readonly IEncoderGraph _network;
    private readonly GraphSession _session;

    internal Encoder(ITokenizer tokenizer, byte[] tokenizerFile, IEncoderGraph network, EncoderSettings settings)
    {
        (Tokenizer, TokenizerFile, _network, Settings) = (tokenizer, tokenizerFile, network, settings);
        var graph = new GraphBuilder("encoder");
        var rows = EmitRows(graph);
        graph.Output(OutputName, rows, DataType.Float, "rows", network.Dimension);
        var model = graph.Build(new Dictionary<string, string>());
        Digest = Convert.ToHexStringLower(SHA256.HashData([
            .. SHA256.HashData(model), .. SHA256.HashData(tokenizerFile), .. JsonSerializer.SerializeToUtf8Bytes(settings with { Name = "" })]));
        _session = new GraphSession(model, OutputName);
    }

    /// <summary>How it is used.</summary>
    public EncoderSettings Settings { get; }

    /// <summary>Cuts text into the network's pieces.</summary>
    public ITokenizer Tokenizer { get; }

    /// <summary>What <see cref="Tokenizer"/> was read from; a bundle carries it.</summary>
    public byte[] TokenizerFile { get; }

    /// <inheritdoc />
    public int Dimension => _network.Dimension;

    /// <summary>SHA-256 over the network, the tokenizer's file and the settings.</summary>
    public string Digest { get; }

    /// <inheritdoc />
    /// <remarks>
    /// O(texts × pieces). Rows of one padded length run together, so that nothing is computed on padding beyond the next
    /// multiple of <see cref="TokenRows.LengthStep"/>; two at a time per core of the machine.
    /// </remarks>
    public DenseMatrix Embed(IReadOnlyList<string> texts, CancellationToken cancellation = default)
    {
        var tokens = new TokenRows[texts.Count];
        Parallel.For(0, texts.Count, Options(cancellation), i => tokens[i] = TokenRows.Of(texts[i], Tokenizer, Settings));
        var rows = tokens.SelectMany(text => text.Rows).ToArray();
        var vectors = new float[(long)rows.Length * Dimension];

        // The longest first, so that no thread is left alone with them at the end.
        var batches = Enumerable.Range(0, rows.Length)
            .GroupBy(row => TokenRows.PaddedLength(rows[row].Count, Settings.MaxTokens))
            .OrderByDescending(group => group.Key)
            .SelectMany(group => group.Chunk(_network.BatchRows), (group, batch) => (Length: group.Key, Rows: batch));
        Parallel.ForEach(batches, Options(cancellation), batch =>
        {
            var part = new float[batch.Rows.Length * Dimension];
            var pieces = Padded(Array.ConvertAll(batch.Rows, row => rows[row]), batch.Length, Tokenizer.PaddingId);
            _session.Run(new GraphInputs(batch.Rows.Length) { Pieces = pieces }, part);
            for (var i = 0; i < batch.Rows.Length; i++)
            {
                part.AsSpan(i * Dimension, Dimension).CopyTo(vectors.AsSpan(batch.Rows[i] * Dimension));
            }
        });
        return new DenseMatrix(rows.Length == texts.Count ? vectors : Averages(tokens, vectors), texts.Count, Dimension);
    }

    /// <summary>
    /// Writes the network into a graph that reads the pieces of texts, and returns the vectors, float [N, <see cref="Dimension"/>].
    /// </summary>
    public string Emit(GraphBuilder graph)
    {
        var rows = EmitRows(graph);
        if (Settings.LongPrompts != LongPrompts.Windows)
        {
            return rows;
        }

        var windows = graph.Input(GraphSession.WindowsName, DataType.Float, GraphBuilder.Batch, "rows");
        var mean = graph.Add("MatMul", [windows, rows]);
        return Settings.Normalize ? graph.Add("LpNormalization", [mean], Attr.Int("axis", 1), Attr.Int("p", 2)) : mean;
    }

    /// <summary>The same encoder with other weights, as training made them; of a longer prompt it reads the first pieces.</summary>
    /// <param name="name">What <see cref="EncoderSettings.Name"/> says of it.</param>
    /// <param name="maxTokens">Pieces that it takes at once, at most as many as this one.</param>
    /// <param name="weights">
    /// New values of float constants, by their place among the constants that <see cref="Emit"/> adds to a graph; all others stay.
    /// </param>
    /// <exception cref="ArgumentException">A constant has another type or size, or there are to be more pieces.</exception>
    public Encoder WithWeights(string name, int maxTokens, IReadOnlyDictionary<int, float[]> weights)
    {
        if (maxTokens > Settings.MaxTokens)
        {
            throw new ArgumentException($"the encoder takes {Settings.MaxTokens} pieces, not {maxTokens}", nameof(maxTokens));
        }

        var settings = Settings with { Name = name, MaxTokens = maxTokens, LongPrompts = LongPrompts.Cut };
        return new Encoder(Tokenizer, TokenizerFile, new ReweightedGraph(_network, weights), settings);
    }

    /// <summary>The pieces of one text as a graph of <see cref="Emit"/> reads them.</summary>
    public static PieceRows Pieces(string text, ITokenizer tokenizer, EncoderSettings settings)
    {
        var rows = TokenRows.Of(text, tokenizer, settings).Rows;
        var pieces = Padded(rows, TokenRows.PaddedLength(rows.Max(row => row.Count), settings.MaxTokens), tokenizer.PaddingId);
        return settings.LongPrompts == LongPrompts.Windows ? pieces with { Windows = Weights(rows) } : pieces;
    }

    /// <inheritdoc />
    public void Dispose() => _session.Dispose();

    private static ParallelOptions Options(CancellationToken cancellation) => new() { CancellationToken = cancellation };

    private string EmitRows(GraphBuilder graph)
    {
        // Of a graph without windows every row is a text.
        var rows = Settings.LongPrompts == LongPrompts.Windows ? "rows" : GraphBuilder.Batch;
        var ids = graph.Input(GraphSession.IdsName, DataType.Int64, rows, "length");
        var attention = graph.Input(GraphSession.AttentionName, DataType.Int64, rows, "length");
        return _network.Emit(graph, ids, attention);
    }

    private static PieceRows Padded(IReadOnlyList<IReadOnlyList<int>> rows, int length, int paddingId)
    {
        var (ids, attention) = (new long[rows.Count * length], new long[rows.Count * length]);
        for (var row = 0; row < rows.Count; row++)
        {
            for (var i = 0; i < length; i++)
            {
                var isPiece = i < rows[row].Count;
                ids[(row * length) + i] = isPiece ? rows[row][i] : paddingId;
                attention[(row * length) + i] = isPiece ? 1 : 0;
            }
        }

        return new PieceRows(ids, attention, rows.Count, length, null);
    }

    private static float[] Weights(IReadOnlyList<IReadOnlyList<int>> rows)
    {
        var total = (float)rows.Sum(row => row.Count);
        return [.. rows.Select(row => total == 0 ? 1f / rows.Count : row.Count / total)];
    }

    private float[] Averages(TokenRows[] tokens, float[] vectors)
    {
        var means = new float[(long)tokens.Length * Dimension];
        var row = 0;
        for (var text = 0; text < tokens.Length; text++)
        {
            var mean = means.AsSpan(text * Dimension, Dimension);
            var weights = Weights(tokens[text].Rows);
            if (weights.Length == 1)
            {
                vectors.AsSpan(row++ * Dimension, Dimension).CopyTo(mean);
                continue;
            }

            foreach (var weight in weights)
            {
                TensorPrimitives.MultiplyAdd(vectors.AsSpan(row++ * Dimension, Dimension), weight, mean, mean);
            }

            if (Settings.Normalize && TensorPrimitives.Norm(mean) is > 0 and var norm)
            {
                TensorPrimitives.Divide(mean, norm, mean);
            }
        }

        return means;
    }
}
