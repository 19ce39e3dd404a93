namespace Trainer.Features.Embeddings;

/// <summary>The number formats that are read.</summary>
internal enum FloatKind
{
    Float16,
    BFloat16,
    Float32,
    Float64,
}
