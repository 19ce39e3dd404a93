using Trainer.Features.Data.Audit;

namespace Trainer.Features.Data.Splits;

/// <summary>
/// Divides the rows of a table. Rows of one group or one normalised text never stand on both sides, nor do near-duplicates where they
/// are given, and which rows go where depends on the seed and the texts alone, not on the order of the input. Building is O(bytes of
/// text), every split O(n log n).
/// </summary>
public sealed class Splitter
{
    private readonly RoutingTable _table;
    private readonly RowComponents _components;
    private readonly RowComponents _withNear;

    /// <summary>Finds the rows that belong together.</summary>
    /// <param name="table">The table.</param>
    /// <param name="nearClusters">
    /// For every row the number of its cluster of near-duplicates, negative for none, as <see cref="NearDuplicates.ClusterOf"/> gives
    /// them. They tie together at most <see cref="NearDuplicates.LargestCluster"/> rows; ties to more are left out.
    /// </param>
    public Splitter(RoutingTable table, IReadOnlyList<int>? nearClusters = null)
    {
        _table = table;
        _components = new RowComponents(table);
        _withNear = nearClusters is null ? _components : new RowComponents(table, nearClusters);
    }

    /// <summary>
    /// Holds out a share of the rows for test. Components are taken in seeded order as long as they fit, so the part is at most
    /// the share and short of it by less than a component; if none fits, the smallest is taken.
    /// </summary>
    /// <exception cref="ArgumentException">All rows belong together, so that nothing can be held out.</exception>
    public TableSplit HoldOut(double share, ulong seed)
    {
        if (!(share is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "The share of rows to hold out must lie between 0 " +
                "and 1, both excluded.");
        }

        var components = _withNear.Shuffled(Enumerable.Range(0, _table.Count), seed);
        if (components.Count < 2)
        {
            throw new ArgumentException(
                "All queries belong to one group or have one text, so none can be held out; give groups that are " +
                "smaller.", nameof(share));
        }

        var wanted = (int)Math.Round(share * _table.Count);
        var test = new List<int>();
        foreach (var component in components)
        {
            if (test.Count + component.Length <= wanted)
            {
                test.AddRange(component);
            }
        }

        return Split(test.Count > 0 ? test : components.MinBy(c => c.Length)!);
    }

    /// <summary>
    /// Holds out every row whose domain starts with one of the prefixes (ordinal), as out-of-distribution evaluation does. Rows
    /// of other domains that share a group or text with those are left out of both parts; near-duplicates are not.
    /// </summary>
    /// <exception cref="ArgumentException">No row, or every row, is held out.</exception>
    public TableSplit HoldOutDomains(IReadOnlyList<string> prefixes)
    {
        bool IsHeldOut(int row) =>
            _table.Queries[row].Domain is { } domain && prefixes.Any(p => domain.StartsWith(p, StringComparison.Ordinal));

        var split = Split([.. Enumerable.Range(0, _table.Count).Where(IsHeldOut)]);
        return split.Test.Length > 0 && split.Train.Length > 0 ? split : throw new ArgumentException(
            $"Holding out domains that start with {string.Join(", ", prefixes)} leaves {split.Train.Length} queries to train on and " +
            $"{split.Test.Length} to test on; both need at least one. Domains are {string.Join(", ", Domains())}.", nameof(prefixes));
    }

    /// <summary>
    /// Divides the given rows into folds of about equal size; each fold is the test part of one split and its complement the
    /// training part. Components are dealt out from the largest to the smallest, each to the smallest fold.
    /// </summary>
    /// <exception cref="ArgumentException">There are fewer components than folds.</exception>
    public IReadOnlyList<TableSplit> KFold(ReadOnlySpan<int> rows, int folds, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        var components = _withNear.Shuffled(rows.ToArray(), seed);
        if (components.Count < folds)
        {
            throw new ArgumentException(
                $"{folds} folds need at least {folds} queries that differ in group and text, but there are " +
                $"{components.Count}; ask for fewer folds.", nameof(folds));
        }

        var dealt = Enumerable.Range(0, folds).Select(_ => new List<int>()).ToArray();
        foreach (var component in components.OrderByDescending(c => c.Length))
        {
            dealt.MinBy(fold => fold.Count)!.AddRange(component);
        }

        int[] Others(List<int> fold) => Sorted(dealt.Where(other => other != fold).SelectMany(r => r));
        return [.. dealt.Select(fold => new TableSplit(Others(fold), Sorted(fold), []))];
    }

    private TableSplit Split(IReadOnlyCollection<int> test)
    {
        var isTest = test.ToHashSet();
        var touched = test.Select(_components.Of).ToHashSet();
        var others = Enumerable.Range(0, _table.Count)
            .Where(row => !isTest.Contains(row))
            .ToLookup(row => touched.Contains(_components.Of(row)));
        return new TableSplit(Sorted(others[false]), Sorted(test), Sorted(others[true]));
    }

    private int[] Sorted(IEnumerable<int> rows)
    {
        var sorted = rows.ToArray();
        CanonicalOrder.Sort(_table, sorted);
        return sorted;
    }

    private IEnumerable<string> Domains() => _table.Queries.Select(q => q.Domain ?? "(none)").Distinct().Order(StringComparer.Ordinal);
}
