namespace Trainer.Export;

/// <summary>Embeddings that the application makes itself, with the model that made those the router was trained on.</summary>
/// <param name="Dimension">Length of a vector.</param>
/// <param name="FileSha256">The file they were trained on.</param>
public sealed record EmbeddingsDescriptor(int Dimension, string FileSha256);
