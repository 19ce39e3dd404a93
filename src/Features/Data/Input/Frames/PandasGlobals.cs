using System.Text;
using Trainer.Features.Pickles;

namespace Trainer.Features.Data.Input.Frames;

/// <summary>
/// What DataFrame.to_pickle of pandas 1.1 and later asks for, over NumPy 1 and 2: the frame, its blocks of equally typed columns, its
/// two axes, and arrays of numbers, truth values and objects. Each makes a description and nothing else.
/// </summary>
internal static class PandasGlobals
{
    public const string Advice =
        "only plain tables of texts, numbers and truth values are read: open it where you trust it and write " +
        "df.to_json(\"table.jsonl\", orient=\"records\", lines=True)";

    public static PickleGlobals Frames(int pickleBytes)
    {
        // Protocol 2 writes bytes as text that must be decoded; decoding the same text again and again would fill the memory.
        var decodable = pickleBytes;
        return new PickleGlobals(
        [
            new("pandas.core.frame", "DataFrame", create: _ => new PandasFrame()),
            new("pandas.core.internals.managers", "BlockManager", call: PandasBlocks.Of, create: _ => new PandasBlocks()),
            new("pandas._libs.internals", "_unpickle_block", call: PandasBlock.Of),
            new("pandas.core.indexes.base", "_new_Index", call: PandasIndex.Of),
            new("pandas.core.indexes.base", "Index"),
            new("pandas.core.indexes.range", "RangeIndex"),
            new("pandas.core.indexes.numeric", "Int64Index"),
            new("pandas.core.indexes.numeric", "UInt64Index"),
            new("pandas.core.indexes.numeric", "Float64Index"),
            .. Numpy("numpy.core"),
            .. Numpy("numpy._core"),
            new("numpy", "ndarray"),
            new("numpy", "dtype", call: NumpyType.Of),
            new("builtins", "slice", call: PandasSlice.Of),
            new("__builtin__", "slice", call: PandasSlice.Of),
            new("builtins", "bytes", call: Empty),
            new("__builtin__", "bytes", call: Empty),
            new("builtins", "bytearray", call: arguments => arguments.As<PickleBytes>(0, "bytes")),
            new("__builtin__", "bytearray", call: arguments => arguments.As<PickleBytes>(0, "bytes")),
            new("_codecs", "encode", call: arguments => Encoded(arguments, ref decodable)),
        ],
            Advice);
    }

    private static PickleGlobal[] Numpy(string package) =>
    [
        new($"{package}.multiarray", "_reconstruct", call: _ => new NumpyArray()),
        new($"{package}.multiarray", "scalar", call: NumpyArray.Scalar),
        new($"{package}.numeric", "_frombuffer", call: NumpyArray.FromBuffer),
    ];

    private static PickleBytes Empty(PickleArguments arguments) => arguments.Count == 0
        ? new PickleBytes(default)
        : throw arguments.Error("makes bytes of something");

    private static PickleBytes Encoded(PickleArguments arguments, ref int decodable)
    {
        var text = arguments.As<PickleText>(0, "a text").Utf8;
        if (arguments.Name(1) != "latin1")
        {
            throw arguments.Wrong(1, "latin1");
        }

        decodable -= text.Length;
        if (decodable < 0)
        {
            throw arguments.Error("decodes the same text again and again");
        }

        var bytes = new byte[Encoding.UTF8.GetCharCount(text)];
        var at = 0;
        while (text.Length > 0)
        {
            if (Rune.DecodeFromUtf8(text, out var rune, out var length) != System.Buffers.OperationStatus.Done || rune.Value > 0xFF)
            {
                throw arguments.Wrong(0, "a text of bytes");
            }

            bytes[at++] = (byte)rune.Value;
            text = text[length..];
        }

        return new PickleBytes(bytes);
    }
}
