using Trainer.Features.Text;

namespace Trainer.Features.Data.Audit;

/// <summary>
/// A text as the set of its runs of three words (Broder 1997, "On the resemblance and containment of documents"), each as a hash of 64
/// bits, ascending. Three words rather than characters, because then one other word in a short prompt ("odd" for "even", "17" for "18")
/// makes another question, as it should, and the same change in a long passage does not.
/// </summary>
internal static class Shingles
{
    private const int Words = 3;

    /// <summary>The set of a normalised text; a text of fewer words is one shingle, and one without words is none.</summary>
    public static ulong[] Of(string text)
    {
        var shingles = new List<ulong>(text.Length / 5);
        ulong first = 0, second = 0;
        var words = 0;
        foreach (var word in new WordTokens(text))
        {
            var third = Hash(word);
            if (++words >= Words)
            {
                shingles.Add(Mix(third + Mix(second + Mix(first))));
            }

            (first, second) = (second, third);
        }

        if (words is > 0 and < Words)
        {
            shingles.Add(Mix(second + Mix(first + (ulong)words)));
        }

        shingles.Sort();
        return [.. shingles.Distinct()];
    }

    /// <summary>Size of the intersection over size of the union, exactly; 0 if one of the sets is empty.</summary>
    public static double Jaccard(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        var shared = Shared(a, b, 0);
        return shared == 0 ? 0 : (double)shared / (a.Length + b.Length - shared);
    }

    /// <summary>
    /// Whether <see cref="Jaccard"/> is at least the similarity; most pairs that are not are told after a part of the sets.
    /// </summary>
    public static bool AreSimilar(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b, double similarity)
    {
        // The margin keeps rounding from asking for one more than a pair at the very limit has; the quotient decides.
        var needed = (int)Math.Ceiling((similarity / (1 + similarity) * ((double)a.Length + b.Length)) - 1e-6);
        var shared = Shared(a, b, needed);
        return shared > 0 && (double)shared / (a.Length + b.Length - shared) >= similarity;
    }

    // 0 as soon as it is clear that fewer than the needed are shared.
    private static int Shared(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b, int needed)
    {
        int i = 0, j = 0, shared = 0;
        while (i < a.Length && j < b.Length && shared + Math.Min(a.Length - i, b.Length - j) >= needed)
        {
            var (x, y) = (a[i], b[j]);
            shared += x == y ? 1 : 0;
            i += x <= y ? 1 : 0;
            j += y <= x ? 1 : 0;
        }

        return shared < needed ? 0 : shared;
    }

    // FNV-1a over UTF-16 units, then mixed, because its high bits are weak.
    private static ulong Hash(ReadOnlySpan<char> word)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var unit in word)
        {
            hash = (hash ^ unit) * 0x100000001B3UL;
        }

        return Mix(hash);
    }

    // The finaliser of SplitMix64 (Steele, Lea and Flood 2014).
    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
