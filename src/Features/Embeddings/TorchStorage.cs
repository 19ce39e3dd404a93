namespace Trainer.Features.Embeddings;

/// <summary>The numbers that tensors of a PyTorch file look into: one entry of the archive.</summary>
/// <param name="Key">Name of the entry below data/.</param>
/// <param name="Kind">Type of the numbers.</param>
/// <param name="Count">How many there are.</param>
internal sealed record TorchStorage(string Key, FloatKind Kind, int Count);
