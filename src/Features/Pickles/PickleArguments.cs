using Trainer.Features.Data;

namespace Trainer.Features.Pickles;

/// <summary>Arguments that a pickle hands to something, asked for by kind.</summary>
internal sealed class PickleArguments(string callee, object?[] values, Func<string, DataFormatException> error)
{
    /// <summary>How many pairs a dictionary that describes an object may have.</summary>
    private const int MaxStatePairs = 64;

    public int Count => values.Length;

    /// <summary>An argument of any kind.</summary>
    public object? this[int index] => index < values.Length
        ? values[index]
        : throw error(FormattableString.Invariant($"calls {callee} with {values.Length} arguments, fewer than it needs"));

    public long Integer(int index) => As<long>(index, "an integer");

    public bool Boolean(int index) => this[index] switch
    {
        bool truth => truth,
        0L => false,
        1L => true,
        _ => throw Wrong(index, "a truth value"),
    };

    /// <summary>A text of at most <see cref="PickleReader.MaxNameBytes"/>.</summary>
    public string Name(int index) => As<PickleText>(index, "a text") is { Utf8.Length: <= PickleReader.MaxNameBytes } text
        ? text.Decode() ?? throw Wrong(index, "valid Unicode")
        : throw Wrong(index, FormattableString.Invariant($"a text of at most {PickleReader.MaxNameBytes} bytes"));

    public ReadOnlyMemory<byte> Bytes(int index) => As<PickleBytes>(index, "bytes").Content;

    public object?[] Tuple(int index) => As<object?[]>(index, "a tuple");

    /// <summary>The elements of a tuple as arguments of their own.</summary>
    public PickleArguments Inner(int index) => new(callee, Tuple(index), error);

    /// <summary>A tuple of a few integers from 0.</summary>
    public long[] Sizes(int index, int maxCount)
    {
        var tuple = Tuple(index);
        return tuple.Length <= maxCount && Array.TrueForAll(tuple, size => size is >= 0L)
            ? Array.ConvertAll(tuple, size => (long)size!)
            : throw Wrong(index, FormattableString.Invariant($"a tuple of at most {maxCount} integers from 0"));
    }

    /// <summary>A small dictionary that describes an object.</summary>
    public PickleDictionary Description(int index) =>
        As<PickleDictionary>(index, "a dictionary") is { Pairs.Count: <= MaxStatePairs } dictionary
            ? dictionary
            : throw Wrong(index, FormattableString.Invariant($"a dictionary of at most {MaxStatePairs} entries"));

    public T As<T>(int index, string kind) => this[index] is T value ? value : throw Wrong(index, kind);

    public DataFormatException Wrong(int index, string allowed) =>
        error(FormattableString.Invariant($"hands {callee} something else than {allowed} as argument {index + 1}"));

    public DataFormatException Error(string message) => error(message);
}
