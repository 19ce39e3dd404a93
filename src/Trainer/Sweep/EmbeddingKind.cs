namespace Trainer.Sweep;

/// <summary>Whose embeddings.</summary>
internal enum EmbeddingKind
{
    /// <summary>Made by the configured encoder.</summary>
    Encoder,

    /// <summary>Read from the user's file.</summary>
    File,
}
