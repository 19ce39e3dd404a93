namespace Trainer.Features.Embeddings;

/// <summary>A view of a storage that was checked to lie inside it: 0 to 2 axes, in numbers from the start of the storage.</summary>
internal sealed record TorchTensor(TorchStorage Storage, long Offset, long[] Sizes, long[] Strides)
{
    /// <summary>Whether it is one vector: of one axis, or of two with one row.</summary>
    public bool IsVector => Sizes is [_] or [1, _];

    public long Columns => Sizes.Length == 0 ? 0 : Sizes[^1];

    /// <summary>Copies a row out of the values of the storage.</summary>
    public void CopyRow(long row, ReadOnlySpan<float> storage, Span<float> target)
    {
        var at = Offset + (Sizes.Length == 2 ? row * Strides[0] : 0);
        if (Strides[^1] == 1)
        {
            storage.Slice((int)at, target.Length).CopyTo(target);
            return;
        }

        for (var i = 0; i < target.Length; i++)
        {
            target[i] = storage[(int)(at + (i * Strides[^1]))];
        }
    }
}
