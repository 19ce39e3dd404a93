namespace Trainer.Onnx;

/// <summary>What a graph may ask for about some texts; only what its inputs name has to be there.</summary>
/// <param name="Count">Number of texts, from 1.</param>
public sealed record GraphInputs(int Count)
{
    /// <summary>For <see cref="GraphSession.TextName"/>.</summary>
    public IReadOnlyList<string>? Texts { get; init; }

    /// <summary>For <see cref="GraphSession.IdsName"/>, <see cref="GraphSession.AttentionName"/> and
    /// <see cref="GraphSession.WindowsName"/>.</summary>
    public PieceRows? Pieces { get; init; }

    /// <summary>For <see cref="GraphSession.EmbeddingName"/>: [texts, dimension], row by row.</summary>
    public float[]? Embeddings { get; init; }

    /// <summary>For <see cref="GraphSession.ExternalScoresName"/>: [texts, scores], row by row.</summary>
    public float[]? ExternalScores { get; init; }

    /// <summary>For <see cref="GraphSession.DomainName"/>: one per text, empty where it is not known.</summary>
    public IReadOnlyList<string>? Domains { get; init; }
}
