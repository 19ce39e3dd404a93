using System.Globalization;
using System.Runtime.InteropServices;

namespace Trainer.Features.Data.Input.Parquet;

/// <summary>
/// The values of one column, or of one nested level of it, in the chunk that is being read, where DuckDB holds them. A map is a list
/// of (key, value).
/// </summary>
internal sealed unsafe class DuckVector
{
    private const int MaxDepth = 32;
    private const int InlinedBytes = 12;

    private readonly DuckType _storage;
    private readonly int _scale;
    private readonly int _arraySize;
    private byte* _data;
    private ulong* _validity;
    private long _count;

    private DuckVector(DuckHandle type, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new DuckException($"a column is nested deeper than {MaxDepth} levels");
        }

        Type = (DuckType)DuckLibrary.TypeId(type);
        _storage = Type == DuckType.Decimal ? (DuckType)DuckLibrary.DecimalStorage(type) : Type;
        _scale = Type == DuckType.Decimal ? DuckLibrary.DecimalScale(type) : 0;
        _arraySize = Type == DuckType.Array ? checked((int)DuckLibrary.ArraySize(type)) : 0;
        Fields = Type switch
        {
            DuckType.Struct => [.. Enumerable.Range(0, checked((int)DuckLibrary.StructFieldCount(type))).Select(i => Name(type, i))],
            DuckType.Map => ["key", "value"],
            _ => [],
        };
        Children = Type switch
        {
            DuckType.List => [Of(DuckLibrary.ListItemType(type), depth + 1)],
            DuckType.Array => [Of(DuckLibrary.ArrayItemType(type), depth + 1)],
            DuckType.Map => [Of(DuckLibrary.MapKeyType(type), depth + 1), Of(DuckLibrary.MapValueType(type), depth + 1)],
            _ => [.. Fields.Select((_, i) => Of(DuckLibrary.StructFieldType(type, (ulong)i), depth + 1))],
        };
    }

    public DuckType Type { get; }

    /// <summary>The names of a struct's fields.</summary>
    public string[] Fields { get; }

    /// <summary>A struct's fields, a list's items, or a map's keys and values.</summary>
    public DuckVector[] Children { get; }

    /// <summary>Whether <see cref="Number"/> gives a number.</summary>
    public bool IsNumber => Type is (>= DuckType.Int8 and <= DuckType.Double) or DuckType.Int128 or DuckType.UInt128 or DuckType.Decimal;

    /// <summary>The values of a type; takes the type.</summary>
    public static DuckVector Of(nint type) => Of(type, 0);

    /// <summary>Moves to the values of a chunk.</summary>
    public void Set(nint vector, long count)
    {
        _data = (byte*)DuckLibrary.VectorData(vector);
        _validity = (ulong*)DuckLibrary.VectorValidity(vector);
        _count = count;
        switch (Type)
        {
            case DuckType.List:
                Children[0].Set(DuckLibrary.ListItems(vector), (long)DuckLibrary.ListItemCount(vector));
                break;
            case DuckType.Array:
                Children[0].Set(DuckLibrary.ArrayItems(vector), count * _arraySize);
                break;
            case DuckType.Struct:
                SetFields(vector, count);
                break;
            case DuckType.Map:
                SetFields(DuckLibrary.ListItems(vector), (long)DuckLibrary.ListItemCount(vector));
                break;
        }
    }

    public bool IsNull(long row)
    {
        Check(row);
        return _validity is not null && (_validity[row >> 6] >> (int)(row & 63) & 1) == 0;
    }

    public bool Truth(long row) => Value<byte>(row) != 0;

    public double Number(long row) => _storage switch
    {
        _ when _scale > 0 => double.Parse(Written(row), CultureInfo.InvariantCulture),
        DuckType.Float => Value<float>(row),
        DuckType.Double => Value<double>(row),
        DuckType.UInt128 => (double)Value<UInt128>(row),
        _ => (double)Whole(row),
    };

    /// <summary>A number as text: 1.0 for a floating-point 1, all places of a decimal.</summary>
    public string Written(long row) => _storage switch
    {
        DuckType.Float => Pointed(Value<float>(row).ToString("R", CultureInfo.InvariantCulture)),
        DuckType.Double => Pointed(Value<double>(row).ToString("R", CultureInfo.InvariantCulture)),
        DuckType.UInt128 => Value<UInt128>(row).ToString(CultureInfo.InvariantCulture),
        _ when _scale == 0 => Whole(row).ToString(CultureInfo.InvariantCulture),
        _ => Decimal(Whole(row)),
    };

    /// <summary>A text, where DuckDB holds it. Up to 12 bytes stand in the vector itself, more behind a pointer.</summary>
    public ReadOnlySpan<byte> Utf8(long row)
    {
        Check(row);
        var text = _data + (row * 16);
        var length = *(uint*)text;
        return length <= InlinedBytes
            ? new ReadOnlySpan<byte>(text + 4, (int)length)
            : new ReadOnlySpan<byte>(*(byte**)(text + 8), checked((int)length));
    }

    /// <summary>Which of the children's values belong to a row of a list, array or map.</summary>
    public (long Start, int Count) Items(long row)
    {
        if (Type == DuckType.Array)
        {
            return (row * _arraySize, _arraySize);
        }

        Check(row);
        var (start, count) = (((long*)_data)[2 * row], ((long*)_data)[(2 * row) + 1]);
        return start >= 0 && count is >= 0 and <= int.MaxValue && start <= Children[0]._count - count
            ? (start, (int)count)
            : throw new DuckException("a list reaches beyond its items");
    }

    private static DuckVector Of(nint type, int depth)
    {
        using var handle = new DuckHandle(type, static handle => DuckLibrary.DestroyType(ref handle));
        return new DuckVector(handle, depth);
    }

    private static string Name(DuckHandle type, int field)
    {
        var name = DuckLibrary.StructFieldName(type, (ulong)field);
        var text = Marshal.PtrToStringUTF8(name) ?? "";
        DuckLibrary.Free(name);
        return text;
    }

    private static string Pointed(string number) => number.AsSpan().ContainsAnyExcept("-0123456789") ? number : number + ".0";

    private void SetFields(nint vector, long count)
    {
        for (var i = 0; i < Children.Length; i++)
        {
            Children[i].Set(DuckLibrary.StructField(vector, (ulong)i), count);
        }
    }

    private Int128 Whole(long row) => _storage switch
    {
        DuckType.Int8 => Value<sbyte>(row),
        DuckType.Int16 => Value<short>(row),
        DuckType.Int32 => Value<int>(row),
        DuckType.Int64 => Value<long>(row),
        DuckType.UInt8 => Value<byte>(row),
        DuckType.UInt16 => Value<ushort>(row),
        DuckType.UInt32 => Value<uint>(row),
        DuckType.UInt64 => Value<ulong>(row),
        DuckType.Int128 => Value<Int128>(row),
        _ => throw new InvalidOperationException($"Values of type {Type} are no numbers."),
    };

    private string Decimal(Int128 unscaled)
    {
        var digits = Int128.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(_scale + 1, '0');
        return $"{(unscaled < 0 ? "-" : "")}{digits.AsSpan(0, digits.Length - _scale)}.{digits.AsSpan(digits.Length - _scale)}";
    }

    private T Value<T>(long row)
        where T : unmanaged
    {
        Check(row);
        return ((T*)_data)[row];
    }

    private void Check(long row) => ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)row, (ulong)_count, nameof(row));
}
