using System.Buffers.Binary;
using Trainer.Features.Pickles;

namespace Trainer.Features.Data.Input.Frames;

/// <summary>NumPy's ndarray of one or two axes: a piece of the pickle, or a list of objects, read value by value.</summary>
internal sealed class NumpyArray : IPickledState
{
    private const int MaxAxes = 2;

    private NumpyType? _type;
    private ReadOnlyMemory<byte> _bytes;
    private List<object?>? _objects;
    private bool _isFortran;

    /// <summary>Length of each axis.</summary>
    public long[] Shape { get; private set; } = [];

    /// <summary>_frombuffer(bytes, type, shape, order), as protocol 5 has it.</summary>
    public static NumpyArray FromBuffer(PickleArguments arguments)
    {
        var array = new NumpyArray();
        array.Set(
            arguments, arguments.As<NumpyType>(1, "a type"), arguments.Sizes(2, MaxAxes), arguments[0], arguments.Name(3) == "F");
        return array;
    }

    /// <summary>scalar(type, bytes).</summary>
    public static object? Scalar(PickleArguments arguments)
    {
        var array = new NumpyArray();
        array.Set(arguments, arguments.As<NumpyType>(0, "a type"), [1], arguments[1], isFortran: false);
        return array[0];
    }

    /// <summary>(version, shape, type, whether column by column, bytes or list).</summary>
    public void SetState(PickleArguments state)
    {
        var parts = state.Inner(0);
        Set(parts, parts.As<NumpyType>(2, "a type"), parts.Sizes(1, MaxAxes), parts[4], parts.Boolean(3));
    }

    /// <summary>Whether the array has as many values as its shape says. A list may have grown since it was given.</summary>
    public bool IsWhole => _type is not null && Product(Shape) == (_objects?.Count ?? _bytes.Length / _type.Bytes);

    /// <summary>A value of an array of one axis.</summary>
    public object? this[long index] => _objects is null
        ? Value(_bytes.Span.Slice((int)index * _type!.Bytes, _type.Bytes))
        : _objects[(int)index];

    /// <summary>A value of an array of two axes.</summary>
    public object? this[long row, long column] => this[_isFortran ? (column * Shape[0]) + row : (row * Shape[1]) + column];

    private static Int128 Product(long[] sizes)
    {
        var product = Int128.One;
        foreach (var size in sizes)
        {
            product *= size;
        }

        return product;
    }

    private void Set(PickleArguments place, NumpyType type, long[] shape, object? content, bool isFortran)
    {
        (_type, Shape, _isFortran) = (type, shape, isFortran);
        _objects = type.Kind == 'O' ? content as List<object?> : null;
        _bytes = content is PickleBytes bytes ? bytes.Content : default;
        if (_objects is null && (type.Kind == 'O' || Product(shape) * type.Bytes != _bytes.Length))
        {
            throw place.Error($"has an array of ({string.Join(", ", shape)}) whose content does not fit");
        }
    }

    private object? Value(ReadOnlySpan<byte> value)
    {
        Span<byte> bytes = stackalloc byte[value.Length];
        value.CopyTo(bytes);
        if (_type!.IsBigEndian)
        {
            bytes.Reverse();
        }

        return (_type.Kind, _type.Bytes) switch
        {
            ('b', _) => bytes[0] != 0,
            ('i', 1) => (long)(sbyte)bytes[0],
            ('i', 2) => (long)BinaryPrimitives.ReadInt16LittleEndian(bytes),
            ('i', 4) => (long)BinaryPrimitives.ReadInt32LittleEndian(bytes),
            ('i', _) => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            ('u', 1) => (long)bytes[0],
            ('u', 2) => (long)BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            ('u', 4) => (long)BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            ('u', _) => BinaryPrimitives.ReadUInt64LittleEndian(bytes) is var large && large <= long.MaxValue ? (long)large : (double)large,
            ('f', 2) => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
            ('f', 4) => (double)BinaryPrimitives.ReadSingleLittleEndian(bytes),
            _ => (object)BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        };
    }
}
