using System.Numerics;

namespace Trainer.Learners.Cascade;

/// <summary>
/// The largest sum of a prefix of numbers that are added to one at a time, the empty prefix included; a segment tree of sums.
/// </summary>
internal sealed class PrefixMaximum
{
    private readonly int _count;
    private readonly int _leaves;
    private readonly (double Sum, double Most, int Length)[] _nodes; // node i has the children 2i and 2i + 1

    /// <param name="count">How many numbers there are; they are 0 at first.</param>
    public PrefixMaximum(int count)
    {
        _count = count;
        _leaves = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, count));
        _nodes = new (double, double, int)[2 * _leaves];
        for (var i = 0; i < count; i++)
        {
            _nodes[_leaves + i].Length = 1;
        }

        for (var node = _leaves - 1; node > 0; node--)
        {
            _nodes[node].Length = _nodes[2 * node].Length + _nodes[(2 * node) + 1].Length;
        }
    }

    /// <summary>The largest sum, at least 0.</summary>
    public double Value => _nodes[1].Most;

    /// <summary>How many numbers the prefix has that gives it; of several the longest.</summary>
    public int Length => Math.Min(_count, _nodes[1].Length); // of a whole tree the padding counts along

    /// <summary>Adds to one of the numbers. O(log count).</summary>
    public void Add(int index, double value)
    {
        var node = _leaves + index;
        var sum = _nodes[node].Sum + value;
        _nodes[node] = (sum, Math.Max(0, sum), sum >= 0 ? 1 : 0);
        var width = 1;
        while ((node /= 2) > 0)
        {
            var (left, right) = (_nodes[2 * node], _nodes[(2 * node) + 1]);
            var through = left.Sum + right.Most;
            _nodes[node] = left.Most > through
                ? (left.Sum + right.Sum, left.Most, left.Length)
                : (left.Sum + right.Sum, through, width + right.Length);
            width *= 2;
        }
    }
}
