using System.Buffers.Binary;
using System.Text;
using Trainer.Features.Data;
using Trainer.Features.Pickles;

namespace Trainer.Features.Tests.Pickles;

/// <summary>Pickles are written as texts of Latin-1: a character per byte.</summary>
[TestClass]
public class PickleReaderTests
{
    private const string P2 = "\u0080\u0002";
    private const string P4 = "\u0080\u0004";
    private const string Argument = "X\u0002\0\0\0ls";

    private static readonly PickleGlobals _globals = new(
    [
        new("collections", "OrderedDict", call: _ => new PickleDictionary()),
        new("made", "Up", call: a => a.Integer(0) + 1, create: a => a.Count == 0 ? new PickleDictionary() : throw a.Error("has arguments")),
        new("made", "Plain"),
    ], "only these are read");

    [TestMethod]
    [DataRow("N.", "None")]
    [DataRow("\u0088.", "True")]
    [DataRow("\u0089.", "False")]
    [DataRow("K\u00FF.", "255")]
    [DataRow("M\u0001\u0002.", "513")]
    [DataRow("J\u00FF\u00FF\u00FF\u00FF.", "-1")]
    [DataRow("\u008A\0.", "0")]
    [DataRow("\u008A\u0002\u00FF\0.", "255")]
    [DataRow("\u008A\u0001\u0080.", "-128")]
    [DataRow("\u008A\u0008\0\0\0\0\0\0\0\u0080.", "-9223372036854775808")]
    [DataRow("\u008B\u0002\0\0\0\0\u0001.", "256")]
    [DataRow("G\u003F\u00F8\0\0\0\0\0\0.", "1.5")]
    [DataRow("X\u0002\0\0\0\u00C3\u00A9.", "'é'")]
    [DataRow("\u008C\u0001a.", "'a'")]
    [DataRow("\u008D\u0001\0\0\0\0\0\0\0a.", "'a'")]
    [DataRow("C\u0001a.", "b1")]
    [DataRow("B\u0001\0\0\0a.", "b1")]
    [DataRow("\u008E\u0001\0\0\0\0\0\0\0a.", "b1")]
    [DataRow("\u0096\u0002\0\0\0\0\0\0\0ab.", "b2")]
    [DataRow(").", "()")]
    [DataRow("K\u0001\u0085.", "(1)")]
    [DataRow("K\u0001K\u0002\u0086.", "(1 2)")]
    [DataRow("K\u0001K\u0002K\u0003\u0087.", "(1 2 3)")]
    [DataRow("(t.", "()")]
    [DataRow("(K\u0001(K\u0002tK\u0003t.", "(1 (2) 3)")]
    [DataRow("](K\u0001K\u0002eK\u0003a.", "[1 2 3]")]
    [DataRow("}(K\u0001K\u0002K\u0003K\u0004uK\u0005K\u0006s.", "{1:2 3:4 5:6}")]
    [DataRow("K\u0007q\0h\0\u0086.", "(7 7)")]
    [DataRow("K\u0007r\0\0\0\0j\0\0\0\0\u0086.", "(7 7)")]
    [DataRow("K\u0007\u0094K\u0008\u0094h\0\u0087.", "(7 8 7)")]
    [DataRow("\u0095\u0002\0\0\0\0\0\0\0N.", "None")]
    [DataRow("ccollections\nOrderedDict\n)RK\u0001K\u0002s}b.", "{1:2}")]
    [DataRow("\u008C\u0004made\u008C\u0002Up\u0093K\u0004\u0085R.", "5")]
    [DataRow("cmade\nUp\n)\u0081.", "{}")]
    public void Read_EveryOpcode_MakesItsValue(string pickle, string expected) => Assert.AreEqual(expected, Shown(Read(P4 + pickle)));

    [TestMethod]
    [DataRow("cos\nsystem\n" + Argument + "\u0085R.", "asks for os.system at byte 2; only these are read")]
    [DataRow("cposix\nsystem\n" + Argument + "\u0085R.", "asks for posix.system")]
    [DataRow("c__builtin__\neval\n" + Argument + "\u0085R.", "asks for __builtin__.eval")]
    [DataRow("\u008C\u0008builtins\u008C\u0004exec\u0093" + Argument + "\u0085R.", "asks for builtins.exec at byte 18")]
    [DataRow("\u008C\u0008builtins\u008C\n__import__\u0093" + Argument + "\u0085R.", "asks for builtins.__import__")]
    [DataRow("\u008C\u0008builtins\u008C\u0007getattr\u0093.", "asks for builtins.getattr")]
    [DataRow("\u008C\u000Bcollections\u008C\u0016OrderedDict.__init__.x\u0093.", "asks for collections.OrderedDict.__init__.x")]
    [DataRow("\u008C\u0000\u008C\u0017collections.OrderedDict\u0093.", "asks for .collections.OrderedDict")]
    [DataRow("ccollections.OrderedDict\n\n.", "asks for collections.OrderedDict.")]
    [DataRow("cmade\nPlain\n)R.", "calls made.Plain at byte")]
    [DataRow("cmade\nPlain\n)\u0081.", "makes an instance of made.Plain")]
    [DataRow("cmade\nUp\n)R.", "calls made.Up with 0 arguments, fewer than it needs")]
    [DataRow("cmade\nUp\nN\u0085R.", "hands made.Up something else than an integer as argument 1")]
    [DataRow("cmade\nUp\nN\u0085\u0081.", "has arguments")]
    [DataRow("cmade\nUp\nNR.", "calls made.Up with something else than a tuple")]
    [DataRow("NNR.", "calls something that is no class or function")]
    [DataRow("K\u0001)\u0081.", "makes an instance of something that is no class")]
    [DataRow("cmade\nUp\n}b.", "sets the state of something that has none")]
    [DataRow("]}b.", "sets the state of something that has none")]
    [DataRow("(ios\nsystem\n.", "holds the opcode 0x69")]
    [DataRow("(cmade\nUp\no.", "holds the opcode 0x6F")]
    [DataRow("cmade\nUp\n)}\u0092.", "holds the opcode 0x92")]
    [DataRow("\u0082\u0001.", "holds the opcode 0x82")]
    [DataRow("\u0083\u0001\u0001.", "holds the opcode 0x83")]
    [DataRow("\u0084\u0001\u0001\u0001\u0001.", "holds the opcode 0x84")]
    [DataRow("N2\u0086.", "holds the opcode 0x32")]
    [DataRow("N0.", "holds the opcode 0x30")]
    [DataRow("P1\n.", "holds the opcode 0x50")]
    [DataRow("I1\n.", "holds the opcode 0x49")]
    [DataRow("\u0097.", "holds the opcode 0x97")]
    [DataRow("\u008F.", "holds the opcode 0x8F")]
    [DataRow("NQ.", "refers to something outside of it")]
    [DataRow("K\u0001K\u0002a.", "appends to something that is no list")]
    [DataRow("](K\u0001a.", "takes more values than there are")]
    [DataRow("K\u0001(K\u0002e.", "appends to something that is no list")]
    [DataRow("(K\u0001e.", "takes more values than there are")]
    [DataRow("](K\u0001K\u0002K\u0003u.", "sets items of something that is no dictionary")]
    [DataRow("}(K\u0001u.", "sets items of something that is no dictionary")]
    [DataRow("t.", "ends a collection that did not start")]
    [DataRow(".", "takes more values than there are")]
    [DataRow("(.", "takes more values than there are")]
    [DataRow("N(.", "takes more values than there are")]
    [DataRow("NN.", "goes on after its end")]
    [DataRow("N.N", "goes on after its end")]
    [DataRow("N", "needs 1 bytes where 0 are left")]
    [DataRow("h\0.", "recalls value 0 of 0")]
    [DataRow("Nq\u0005.", "remembers a value as number 5 after 0 others")]
    [DataRow("Nr\u00FF\u00FF\u00FF\u00FF.", "remembers a value as number 4294967295")]
    [DataRow("j\u00FF\u00FF\u00FF\u00FF.", "recalls value 4294967295")]
    [DataRow("\u008A\u0009\0\0\0\0\0\0\0\0\u0001.", "an integer of more than 64 bits")]
    [DataRow("\u008B\u00FF\u00FF\u00FF\u007F.", "an integer of more than 64 bits")]
    [DataRow("\u008B\u00FF\u00FF\u00FF\u00FF.", "an integer of more than 64 bits")]
    [DataRow("B\u00FF\u00FF\u00FF\u00FF.", "needs 4294967295 bytes where 1 are left")]
    [DataRow("X\u00FF\u00FF\u00FF\u00FF.", "needs 4294967295 bytes where 1 are left")]
    [DataRow("\u008E\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF.", "needs 18446744073709551615 bytes")]
    [DataRow("\u008D\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u007F.", "needs 9223372036854775807 bytes")]
    [DataRow("\u0096\0\0\0\0\0\u0001\0\0.", "needs 1099511627776 bytes")]
    [DataRow("\u0095\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FFN.", "a frame that is longer than the file")]
    [DataRow("cos", "names a class without an end")]
    public void Read_AnythingElse_IsRefusedByName(string pickle, string sentence) => AssertRefused(P4 + pickle, sentence);

    [TestMethod]
    [DataRow("", "needs 1 bytes where 0 are left")]
    [DataRow("N.", "does not start as a pickle of protocol 2 to 5 does")]
    [DataRow("\u0080", "needs 1 bytes where 0 are left")]
    [DataRow("\u0080\u0001N.", "is of protocol 1")]
    [DataRow("\u0080\u0006N.", "is of protocol 6")]
    public void Read_OtherProtocols_AreRefused(string pickle, string sentence) => AssertRefused(pickle, sentence);

    [TestMethod]
    public void Read_DeepNesting_IsRefusedOrHeldWithoutRecursion()
    {
        AssertRefused(P2 + new string('(', 100_000), "nests more than 1000 collections");
        AssertRefused(P2 + new string(']', 200_000), "piles up more than 131072 values");
        Assert.IsInstanceOfType<List<object?>>(Read(P2 + new string(']', 100_000) + new string('a', 99_999) + "."));
        Assert.IsInstanceOfType<object?[]>(Read(P2 + "N" + new string('\u0085', 100_000) + "."));
    }

    [TestMethod]
    public void Read_SharedValues_AreHeldOnce()
    {
        // Each list holds the one before ten times: a walk would take 10^1000 steps.
        var bomb = new StringBuilder(P4 + "]\u0094");
        for (var i = 0; i < 250; i++)
        {
            bomb.Append("](");
            for (var j = 0; j < 10; j++)
            {
                bomb.Append('h').Append((char)i);
            }

            bomb.Append("e\u0094").Append("K\u0001a");
        }

        bomb.Append('.');
        var before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused(bomb.ToString(), "goes on after its end");
        Assert.IsLessThan(1_000_000, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void Read_ListThatHoldsItself_Ends()
    {
        var list = (List<object?>)Read(P2 + "]q\0h\0a.")!;
        Assert.AreSame(list, list[0]);
    }

    [TestMethod]
    public void Read_LongNames_AreRefusedUnread()
    {
        var text = new byte[5];
        text[0] = (byte)'X';
        BinaryPrimitives.WriteInt32LittleEndian(text.AsSpan(1), 5000);
        AssertRefused(
            P4 + Encoding.Latin1.GetString(text) + new string('x', 5000) + "\u0094h\0\u0093.",
            "something else than a text of at most 1024 bytes");
        AssertRefused(P2 + "c" + new string('x', 5000) + "\ny\n.", "names a class without an end");
    }

    private static object? Read(string pickle) => PickleReader.Read(Encoding.Latin1.GetBytes(pickle), _globals, "file", "the pickle");

    private static void AssertRefused(string pickle, string sentence)
    {
        var fault = Assert.ThrowsExactly<DataFormatException>(() => Read(pickle));
        StringAssert.StartsWith(fault.Message, "file: the pickle ", StringComparison.Ordinal);
        Assert.Contains(sentence, fault.Message);
        Assert.Contains("only these are read", fault.Message);
    }

    private static string Shown(object? value) => value switch
    {
        null => "None",
        PickleText text => $"'{text.Decode()}'",
        PickleBytes bytes => FormattableString.Invariant($"b{bytes.Content.Length}"),
        object?[] tuple => $"({string.Join(" ", tuple.Select(Shown))})",
        List<object?> list => $"[{string.Join(" ", list.Select(Shown))}]",
        PickleDictionary dictionary => $"{{{string.Join(" ", dictionary.Pairs.Select(p => $"{Shown(p.Key)}:{Shown(p.Value)}"))}}}",
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
    };
}
