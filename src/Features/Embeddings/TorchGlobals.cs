using Trainer.Features.Pickles;

namespace Trainer.Features.Embeddings;

/// <summary>
/// What torch.save of tensors, numbers and texts asks for: dictionaries, storages of floats, and tensors that look into them.
/// </summary>
internal static class TorchGlobals
{
    private const int MaxAxes = 2;

    public static PickleGlobals Tensors(string advice) => new(
    [
        new("collections", "OrderedDict", call: _ => new PickleDictionary()),
        new("torch._utils", "_rebuild_tensor_v2", call: Tensor),
        new("torch._utils", "_rebuild_parameter", call: arguments => arguments.As<TorchTensor>(0, "a tensor")),
        new("torch", "HalfStorage"),
        new("torch", "BFloat16Storage"),
        new("torch", "FloatStorage"),
        new("torch", "DoubleStorage"),
    ],
        advice,
        Storage);

    /// <summary>('storage', type, key, location, count).</summary>
    private static TorchStorage Storage(PickleArguments id)
    {
        var parts = id.Inner(0);
        if (parts.Count != 5 || parts.Name(0) != "storage")
        {
            throw id.Wrong(0, "a storage of 5 parts");
        }

        var kind = parts.As<PickleGlobal>(1, "a storage type").Name switch
        {
            "HalfStorage" => FloatKind.Float16,
            "BFloat16Storage" => FloatKind.BFloat16,
            "FloatStorage" => FloatKind.Float32,
            "DoubleStorage" => FloatKind.Float64,
            _ => throw parts.Wrong(1, "a storage type"),
        };
        return parts.Integer(4) is >= 0 and <= EmbeddingFile.MaxValues and var count
            ? new TorchStorage(parts.Name(2), kind, (int)count)
            : throw parts.Wrong(4, $"a count of 0 to {EmbeddingFile.MaxValues} numbers");
    }

    /// <summary>(storage, offset, sizes, strides, …); what follows is about gradients.</summary>
    private static TorchTensor Tensor(PickleArguments arguments)
    {
        var storage = arguments.As<TorchStorage>(0, "a storage");
        var offset = arguments.Integer(1);
        var sizes = arguments.Sizes(2, MaxAxes);
        var strides = arguments.Sizes(3, MaxAxes);
        if (sizes.Length != strides.Length || !IsInside(storage, offset, sizes, strides))
        {
            throw arguments.Error($"has a tensor that reaches beyond its storage of {storage.Count} numbers");
        }

        return new TorchTensor(storage, offset, sizes, strides);
    }

    private static bool IsInside(TorchStorage storage, long offset, long[] sizes, long[] strides)
    {
        if (offset < 0 || offset > storage.Count)
        {
            return false;
        }

        if (sizes.Contains(0))
        {
            return true;
        }

        // 63-bit numbers: two products and a sum of them fit 128 bits.
        Int128 last = offset;
        for (var axis = 0; axis < sizes.Length; axis++)
        {
            last += (Int128)(sizes[axis] - 1) * strides[axis];
        }

        return last < storage.Count;
    }
}
