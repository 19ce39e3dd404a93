namespace Trainer.Features.Encoders;

/// <summary>Texts to vectors. Safe to use from several threads.</summary>
public interface IEmbedder
{
    /// <summary>Length of a vector.</summary>
    int Dimension { get; }

    /// <summary>Names the very vectors that it gives: two embedders with one digest give the same vectors for the same text.</summary>
    string Digest { get; }

    /// <summary>The vectors of texts, one row each. A row does not depend on the other texts, not even in its last bit.</summary>
    DenseMatrix Embed(IReadOnlyList<string> texts, CancellationToken cancellation = default);
}
