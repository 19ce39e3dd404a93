using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Trainer.Features.Encoders.Tokenizers;

/// <summary>
/// The ids of short words seen before. Every word has one place, and the newer word takes it, so that size and time are bounded
/// whatever the text. Belongs to one thread at a time.
/// </summary>
internal sealed class WordCache
{
    private const int MaxWord = 24;
    private const int MaxIds = 8;
    private const int Bits = 14;
    private readonly Slot[] _slots = new Slot[1 << Bits];

    /// <summary>Whether words of this length are kept.</summary>
    public static bool Keeps(ReadOnlySpan<char> word) => word.Length is > 0 and <= MaxWord;

    /// <summary>Appends a word's ids if they are known.</summary>
    public bool TryAppend(ReadOnlySpan<char> word, List<int> ids)
    {
        ref var slot = ref _slots[Place(word)];
        if (slot.WordLength != word.Length || !word.SequenceEqual(((ReadOnlySpan<char>)slot.Word)[..word.Length]))
        {
            return false;
        }

        ReadOnlySpan<int> known = slot.Ids;
        for (var i = 0; i < slot.IdCount; i++)
        {
            ids.Add(known[i]);
        }

        return true;
    }

    /// <summary>Remembers a word's ids if they are few.</summary>
    public void Put(ReadOnlySpan<char> word, ReadOnlySpan<int> ids)
    {
        if (ids.Length > MaxIds)
        {
            return;
        }

        ref var slot = ref _slots[Place(word)];
        word.CopyTo(slot.Word);
        ids.CopyTo(slot.Ids);
        slot.WordLength = (byte)word.Length;
        slot.IdCount = (byte)ids.Length;
    }

    private static int Place(ReadOnlySpan<char> word)
    {
        const ulong Odd = 0x9E3779B97F4A7C15;
        var bytes = MemoryMarshal.AsBytes(word);
        var hash = (ulong)bytes.Length * Odd;
        while (bytes.Length >= 8)
        {
            hash = (hash ^ MemoryMarshal.Read<ulong>(bytes)) * Odd;
            hash ^= hash >> 29;
            bytes = bytes[8..];
        }

        if (bytes.Length >= 4)
        {
            hash = (hash ^ MemoryMarshal.Read<uint>(bytes)) * Odd;
            bytes = bytes[4..];
        }

        if (bytes.Length >= 2)
        {
            hash = (hash ^ MemoryMarshal.Read<ushort>(bytes)) * Odd;
        }

        return (int)(((hash ^ (hash >> 32)) * Odd) >> (64 - Bits));
    }

    private struct Slot
    {
        public byte WordLength; // 0: nothing here
        public byte IdCount;
        public Chars Word;
        public Numbers Ids;
    }

    [InlineArray(MaxWord)]
    private struct Chars
    {
        private char _first;
    }

    [InlineArray(MaxIds)]
    private struct Numbers
    {
        private int _first;
    }
}
