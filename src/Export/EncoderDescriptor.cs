using Trainer.Features.Encoders;

namespace Trainer.Export;

/// <summary>The sentence encoder behind a router.</summary>
/// <param name="Digest">Names its vectors: <see cref="IEmbedder.Digest"/>.</param>
/// <param name="Dimension">Length of a vector.</param>
/// <param name="InGraph">
/// Whether the graph holds its network and the bundle its tokenizer; else the host gives the graph its vectors.
/// </param>
/// <param name="Settings">How it is used.</param>
public sealed record EncoderDescriptor(string Digest, int Dimension, bool InGraph, EncoderSettings Settings);
