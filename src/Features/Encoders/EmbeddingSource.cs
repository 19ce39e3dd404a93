namespace Trainer.Features.Encoders;

/// <summary>Where a router's embeddings come from.</summary>
/// <param name="Embedder">Gives them.</param>
/// <param name="Network">The encoder behind them; null if they come from elsewhere.</param>
/// <param name="InGraph">Whether the encoder's network is written into the router's graph; else the graph takes finished vectors.</param>
public sealed record EmbeddingSource(IEmbedder Embedder, Encoder? Network, bool InGraph);
