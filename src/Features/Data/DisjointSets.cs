namespace Trainer.Features.Data;

/// <summary>Elements 0 .. n - 1 in disjoint sets (union-find with path halving, O(n α(n))); the smallest element names its set.</summary>
internal sealed class DisjointSets(int count)
{
    private readonly int[] _parent = [.. Enumerable.Range(0, count)];

    public int Find(int element)
    {
        while (_parent[element] != element)
        {
            element = _parent[element] = _parent[_parent[element]];
        }

        return element;
    }

    /// <summary>Makes one set of two; false if they were one already.</summary>
    public bool Unite(int a, int b)
    {
        (a, b) = (Find(a), Find(b));
        _parent[Math.Max(a, b)] = Math.Min(a, b);
        return a != b;
    }
}
