using System.Buffers.Binary;
using System.Text;
using Trainer.Features.Data;
using Trainer.Features.Data.Input;

namespace Trainer.Features.Pickles;

/// <summary>
/// Python's pickle machine without Python: it runs the opcodes of a pickle, but knows only plain values and what
/// <see cref="PickleGlobals"/> lists, so that nothing is ever executed. Values are null, bool, long, double,
/// <see cref="PickleText"/>, <see cref="PickleBytes"/>, object?[] (a tuple), List&lt;object?&gt;, <see cref="PickleDictionary"/>,
/// <see cref="PickleGlobal"/> and what the globals make. They may share and even contain each other: whoever walks them bounds the
/// walk. O(bytes).
/// </summary>
internal sealed class PickleReader
{
    /// <summary>How long the name of a class, a column or a row may be, in bytes of UTF-8.</summary>
    public const int MaxNameBytes = 1024;

    private const int MaxProtocol = 5;

    // Python writes lists and dictionaries in parts of 1,000, so that a deeper stack holds no data.
    private const int MaxStack = 1 << 17;
    private const int MaxMarks = 1000;
    private const int MaxMemo = 1 << 24;
    private const int MaxValues = 1 << 26;

    private static readonly object[] _smallIntegers = [.. Enumerable.Range(0, 256).Select(i => (object)(long)i)];
    private static readonly object _true = true;
    private static readonly object _false = false;

    private readonly ReadOnlyMemory<byte> _pickle;
    private readonly PickleGlobals _globals;
    private readonly string _path;
    private readonly string _part;
    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly List<object?> _memo = [];
    private int _position;
    private int _opcodeAt;
    private int _values;

    private PickleReader(ReadOnlyMemory<byte> pickle, PickleGlobals globals, string path, string part) =>
        (_pickle, _globals, _path, _part) = (pickle, globals, path, part);

    /// <summary>Reads a pickle.</summary>
    /// <param name="pickle">All of its bytes; texts and bytes of the result are pieces of it.</param>
    /// <param name="globals">What it may ask for.</param>
    /// <param name="path">The file, for errors.</param>
    /// <param name="part">What of the file the pickle is, for errors, such as "data.pkl".</param>
    public static object? Read(ReadOnlyMemory<byte> pickle, PickleGlobals globals, string path, string part) =>
        new PickleReader(pickle, globals, path, part).Run();

    private object? Run()
    {
        if (Next() != PickleOpcode.Protocol)
        {
            throw Error("does not start as a pickle of protocol 2 to 5 does");
        }

        if (Take(1)[0] is var protocol and (< 2 or > MaxProtocol))
        {
            throw Error(FormattableString.Invariant($"is of protocol {protocol}; protocols 2 to {MaxProtocol} are read"));
        }

        while (Next() is var opcode && opcode != PickleOpcode.Stop)
        {
            Run(opcode);
        }

        var result = Pop();
        return _stack.Count > 0 || _marks.Count > 0 || _position < _pickle.Length ? throw Error("goes on after its end") : result;
    }

    private void Run(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Frame:
                if (BinaryPrimitives.ReadUInt64LittleEndian(Take(8)) > (ulong)(_pickle.Length - _position))
                {
                    throw Error("announces a frame that is longer than the file");
                }

                break;
            case PickleOpcode.Mark:
                _marks.Add(_marks.Count < MaxMarks ? _stack.Count : throw Error($"nests more than {MaxMarks} collections"));
                break;
            case PickleOpcode.None:
                Push(null);
                break;
            case PickleOpcode.NewTrue:
                Push(_true);
                break;
            case PickleOpcode.NewFalse:
                Push(_false);
                break;
            case PickleOpcode.BinaryInteger:
                Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4)));
                break;
            case PickleOpcode.BinaryInteger1:
                Push(_smallIntegers[Take(1)[0]]);
                break;
            case PickleOpcode.BinaryInteger2:
                Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)));
                break;
            case PickleOpcode.Long1:
                Push(Integer(Take(1)[0]));
                break;
            case PickleOpcode.Long4:
                Push(Integer(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))));
                break;
            case PickleOpcode.BinaryFloat:
                Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8)));
                break;
            case PickleOpcode.ShortBinaryText:
                Push(new PickleText(Piece(Take(1)[0])));
                break;
            case PickleOpcode.BinaryText:
                Push(new PickleText(Piece(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))));
                break;
            case PickleOpcode.BinaryText8:
                Push(new PickleText(Piece(BinaryPrimitives.ReadUInt64LittleEndian(Take(8)))));
                break;
            case PickleOpcode.ShortBinaryBytes:
                Push(new PickleBytes(Piece(Take(1)[0])));
                break;
            case PickleOpcode.BinaryBytes:
                Push(new PickleBytes(Piece(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))));
                break;
            case PickleOpcode.BinaryBytes8 or PickleOpcode.ByteArray8:
                Push(new PickleBytes(Piece(BinaryPrimitives.ReadUInt64LittleEndian(Take(8)))));
                break;
            case PickleOpcode.EmptyTuple:
                Push(Array.Empty<object?>());
                break;
            case PickleOpcode.Tuple1 or PickleOpcode.Tuple2 or PickleOpcode.Tuple3:
                PushTuple(opcode - PickleOpcode.Tuple1 + 1);
                break;
            case PickleOpcode.Tuple:
                PushTuple(Marked());
                break;
            case PickleOpcode.EmptyList:
                Push(new List<object?>());
                break;
            case PickleOpcode.Append:
                Append(1);
                break;
            case PickleOpcode.Appends:
                Append(Marked());
                break;
            case PickleOpcode.EmptyDictionary:
                Push(new PickleDictionary());
                break;
            case PickleOpcode.SetItem:
                SetItems(2);
                break;
            case PickleOpcode.SetItems:
                SetItems(Marked());
                break;
            case PickleOpcode.Memoize:
                Put(_memo.Count);
                break;
            case PickleOpcode.BinaryPut:
                Put(Take(1)[0]);
                break;
            case PickleOpcode.LongBinaryPut:
                Put(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)));
                break;
            case PickleOpcode.BinaryGet:
                Get(Take(1)[0]);
                break;
            case PickleOpcode.LongBinaryGet:
                Get(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)));
                break;
            case PickleOpcode.Global:
                var module = Line();
                Push(Global(module, Line()));
                break;
            case PickleOpcode.StackGlobal:
                PushTuple(2);
                var names = new PickleArguments("a class by its name", (object?[])Pop()!, Error);
                Push(Global(names.Name(0), names.Name(1)));
                break;
            case PickleOpcode.Reduce:
                Make("calls", global => global.Call);
                break;
            case PickleOpcode.NewObject:
                Make("makes an instance of", global => global.Create);
                break;
            case PickleOpcode.Build:
                Build();
                break;
            case PickleOpcode.BinaryPersistentId:
                var id = new PickleArguments("a persistent id", [Pop()], Error);
                Push((_globals.Persistent ?? throw Error("refers to something outside of it"))(id));
                break;
            default:
                throw Error($"holds the opcode 0x{(byte)opcode:X2}, which files of data do not need");
        }
    }

    private void Make(string verb, Func<PickleGlobal, Func<PickleArguments, object?>?> way)
    {
        var arguments = Pop();
        var global = Pop() as PickleGlobal ?? throw Error($"{verb} something that is no class or function");
        var make = way(global) ?? throw Error($"{verb} {global.FullName}");
        var values = arguments as object?[] ?? throw Error($"{verb} {global.FullName} with something else than a tuple");
        Push(make(new PickleArguments(global.FullName, values, Error)));
    }

    private void Build()
    {
        var state = Pop();
        if (Pop() is not IPickledState target)
        {
            throw Error("sets the state of something that has none");
        }

        target.SetState(new PickleArguments("the state of an object", [state], Error));
        Push(target);
    }

    private PickleGlobal Global(string module, string name) =>
        _globals.Find(module, name) ?? throw Error($"asks for {Excerpt.Of($"{module}.{name}")}");

    private void Append(int count)
    {
        var start = Start(count);
        if (Below(start) is not List<object?> list)
        {
            throw Error("appends to something that is no list");
        }

        for (var i = start; i < _stack.Count; i++)
        {
            list.Add(_stack[i]);
        }

        Drop(count);
    }

    private void SetItems(int count)
    {
        var start = Start(count);
        if (Below(start) is not PickleDictionary dictionary || count % 2 != 0)
        {
            throw Error("sets items of something that is no dictionary");
        }

        for (var i = start; i < _stack.Count; i += 2)
        {
            dictionary.Add(_stack[i], _stack[i + 1]);
        }

        Drop(count);
    }

    private void PushTuple(int count)
    {
        var tuple = new object?[_stack.Count - Start(count)];
        _stack.CopyTo(_stack.Count - count, tuple, 0, count);
        Drop(count);
        Push(tuple);
    }

    private object? Below(int start) => start > Floor ? _stack[start - 1] : throw Error("takes more values than there are");

    /// <summary>Lowest place of the stack that may be taken: what lies under an open mark is not at hand.</summary>
    private int Floor => _marks.Count > 0 ? _marks[^1] : 0;

    private int Start(int count) => _stack.Count - count >= Floor
        ? _stack.Count - count
        : throw Error("takes more values than there are");

    private void Drop(int count) => _stack.RemoveRange(_stack.Count - count, count);

    private void Push(object? value)
    {
        if (_stack.Count == MaxStack || ++_values > MaxValues)
        {
            throw Error(_values > MaxValues ? $"holds more than {MaxValues} values" : $"piles up more than {MaxStack} values");
        }

        _stack.Add(value);
    }

    private object? Pop()
    {
        var top = _stack[Start(1)];
        Drop(1);
        return top;
    }

    /// <summary>Number of values above the last mark, which is taken away.</summary>
    private int Marked()
    {
        if (_marks.Count == 0)
        {
            throw Error("ends a collection that did not start");
        }

        var count = _stack.Count - _marks[^1];
        _marks.RemoveAt(_marks.Count - 1);
        return count;
    }

    private void Put(long index)
    {
        var top = _stack[Start(1)];
        if (index < _memo.Count)
        {
            _memo[(int)index] = top;
        }
        else if (index == _memo.Count && index < MaxMemo)
        {
            _memo.Add(top);
        }
        else
        {
            // Python counts up from 0; a table as large as any index would be an allocation at the file's will.
            throw Error(FormattableString.Invariant($"remembers a value as number {index} after {_memo.Count} others"));
        }
    }

    private void Get(long index) => Push(index < _memo.Count
        ? _memo[(int)index]
        : throw Error(FormattableString.Invariant($"recalls value {index} of {_memo.Count}")));

    private object Integer(uint length)
    {
        if (length > sizeof(long))
        {
            throw Error("holds an integer of more than 64 bits");
        }

        var bytes = Take(length);
        var value = length > 0 && bytes[^1] >= 0x80 ? -1L : 0L;
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            value = (value << 8) | bytes[i];
        }

        return value;
    }

    private string Line()
    {
        var rest = _pickle.Span[_position..];
        var end = rest[..Math.Min(rest.Length, MaxNameBytes + 1)].IndexOf((byte)'\n');
        if (end < 0)
        {
            throw Error("names a class without an end");
        }

        _position += end + 1;
        return Encoding.UTF8.GetString(rest[..end]);
    }

    private PickleOpcode Next()
    {
        _opcodeAt = _position;
        return (PickleOpcode)Take(1)[0];
    }

    private ReadOnlySpan<byte> Take(ulong count) => Piece(count).Span;

    private ReadOnlyMemory<byte> Piece(ulong count)
    {
        if (count > (ulong)(_pickle.Length - _position))
        {
            throw Error(FormattableString.Invariant($"needs {count} bytes where {_pickle.Length - _position} are left"));
        }

        var piece = _pickle.Slice(_position, (int)count);
        _position += (int)count;
        return piece;
    }

    private DataFormatException Error(string message) => new(
        _path, 0, null, FormattableString.Invariant($"{_part} {message} at byte {_opcodeAt}; {_globals.Advice}"));
}
