using Trainer.Features.Encoders;
using Trainer.Features.Text;
using Trainer.Onnx;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Features;

/// <summary>
/// The inputs of a router's graph, declared when they are first asked for, so that a graph asks for nothing it does not use; and what
/// several learners of one graph read alike, written once.
/// </summary>
/// <param name="graph">The graph under construction.</param>
/// <param name="scoreNames">All external scores that the graph takes; null if whoever asks first asks for all of them.</param>
public sealed class QueryInputs(GraphBuilder graph, IReadOnlyList<string>? scoreNames = null)
{
    private readonly Dictionary<EmbeddingSource, string> _vectors = [];
    private readonly Dictionary<TextFeatures, string?> _textFeatures = [];
    private IReadOnlyList<string>? _scoreNames = scoreNames;
    private string? _text;
    private string? _scores;
    private string? _domain;

    /// <summary>The graph under construction.</summary>
    public GraphBuilder Graph => graph;

    /// <summary>The raw texts, string [N].</summary>
    public string Text => _text ??= graph.Input(GraphSession.TextName, DataType.String, GraphBuilder.Batch);

    /// <summary>The domain of each text, string [N]; empty where it is not known.</summary>
    public string Domain => _domain ??= graph.Input(GraphSession.DomainName, DataType.String, GraphBuilder.Batch);

    /// <summary>Scores from outside, float [N, names], in the order of the names.</summary>
    /// <exception cref="ArgumentException">The graph does not take one of them.</exception>
    public string ExternalScores(IReadOnlyList<string> names)
    {
        _scoreNames ??= names;
        _scores ??= graph.Input(GraphSession.ExternalScoresName, DataType.Float, GraphBuilder.Batch, _scoreNames.Count);
        if (names.SequenceEqual(_scoreNames, StringComparer.Ordinal))
        {
            return _scores;
        }

        var all = _scoreNames.ToList();
        long[] columns = [.. names.Select(name => all.IndexOf(name) is var column and >= 0
            ? column
            : throw new ArgumentException($"the graph takes the scores {string.Join(", ", all)}, and no '{name}'", nameof(names)))];
        return graph.Add("Gather", [_scores, graph.Constant("external_columns", columns, columns.Length)], Attr.Int("axis", 1));
    }

    internal string Vectors(EmbeddingSource source)
    {
        if (!_vectors.TryGetValue(source, out var vectors))
        {
            vectors = source.InGraph
                ? source.Network!.Emit(graph)
                : graph.Input(GraphSession.EmbeddingName, DataType.Float, GraphBuilder.Batch, source.Embedder.Dimension);
            _vectors.Add(source, vectors);
        }

        return vectors;
    }

    internal string? Features(TextFeatures features)
    {
        if (!_textFeatures.TryGetValue(features, out var nodes))
        {
            _textFeatures.Add(features, nodes = features.Emit(graph, Text));
        }

        return nodes;
    }
}
