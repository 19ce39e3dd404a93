using System.Globalization;

namespace Trainer.Features.Data.Audit;

/// <summary>
/// Prompts that nearly repeat others: <see cref="NormalizedText"/>s whose sets of three-word shingles have at least a given Jaccard
/// similarity. Candidates come from MinHash in bands; every pair is verified by the exact similarity, so what is reported is true,
/// and at the very limit one pair in a thousand may be missed. What is found does not depend on the order of the prompts.
/// O(words of text + candidates); a bucket of candidates beyond <see cref="LargeBucket"/> is compared within a window of its
/// ordinal order, so that no input costs the square of its rows. Memory is about that of the texts.
/// </summary>
public sealed class NearDuplicates
{
    /// <summary>The similarity from which prompts count as near-duplicates unless something else is asked for.</summary>
    public const double DefaultSimilarity = 0.8;

    private const int LargeBucket = 500;
    private const int LeastPartners = 16;

    private readonly double _similarity;
    private readonly DistinctTexts _texts;
    private readonly ulong[][] _shingles;
    private readonly int[] _clusterOf;

    private NearDuplicates(double similarity, DistinctTexts texts, ulong[][] shingles)
    {
        (_similarity, _texts, _shingles) = (similarity, texts, shingles);
        _clusterOf = new int[texts.OfRow.Length];
        Array.Fill(_clusterOf, -1);
        var all = Cluster();
        var most = LargestCluster(_clusterOf.Length);
        Clusters = [.. all.Where(cluster => cluster.Rows.Count <= most)];
        Templates = [.. all.Where(cluster => cluster.Rows.Count > most)];
        for (var cluster = 0; cluster < Clusters.Count; cluster++)
        {
            foreach (var row in Clusters[cluster].Rows)
            {
                _clusterOf[row] = cluster;
            }
        }
    }

    /// <summary>The clusters, the largest first.</summary>
    public IReadOnlyList<NearDuplicateCluster> Clusters { get; }

    /// <summary>
    /// Clusters of more rows than <see cref="LargestCluster"/>: a template filled with different values rather than one question
    /// repeated. Nothing treats their prompts as near-duplicates.
    /// </summary>
    public IReadOnlyList<NearDuplicateCluster> Templates { get; }

    /// <summary>For every row the index of its cluster in <see cref="Clusters"/>, or -1.</summary>
    public IReadOnlyList<int> ClusterOf => _clusterOf;

    internal DistinctTexts Texts => _texts;

    /// <summary>Finds the near-duplicates among prompts.</summary>
    /// <param name="prompts">The prompts, row by row.</param>
    /// <param name="similarity">Jaccard similarity from which two prompts are near-duplicates, 0.5 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The similarity is not in its range.</exception>
    public static NearDuplicates Find(IEnumerable<string> prompts, double similarity = DefaultSimilarity)
    {
        if (!(similarity is >= 0.5 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(similarity), similarity, string.Create(
                CultureInfo.InvariantCulture, $"The similarity of near-duplicates is {similarity}; allowed is 0.5 to 1."));
        }

        var texts = new DistinctTexts(prompts);
        return new NearDuplicates(similarity, texts, Array.ConvertAll(texts.Texts, Shingles.Of));
    }

    /// <summary>How many rows of a table one cluster may tie together: a twentieth, and 20 of a small table.</summary>
    public static int LargestCluster(int rows) => Math.Max(20, rows / 20);

    /// <summary>
    /// For every row of the first side whose text is not on the second, but nearly is: one pair with a row of the second side. At most
    /// the square of the largest cluster comparisons for each cluster.
    /// </summary>
    public IReadOnlyList<NearDuplicatePair> Across(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        var rowOfText = RowsOfTexts(second);
        var others = rowOfText.Keys.Where(text => _clusterOf[rowOfText[text]] >= 0)
            .Order()
            .ToLookup(text => _clusterOf[rowOfText[text]]);
        var known = new Dictionary<int, int>();
        var pairs = new List<NearDuplicatePair>();
        foreach (var row in first)
        {
            var text = _texts.OfRow[row];
            if (_clusterOf[row] < 0 || rowOfText.ContainsKey(text))
            {
                continue;
            }

            if (!known.TryGetValue(text, out var partner))
            {
                partner = others[_clusterOf[row]].Append(-1)
                    .First(other => other < 0 || Shingles.AreSimilar(_shingles[text], _shingles[other], _similarity));
                known.Add(text, partner);
            }

            if (partner >= 0)
            {
                pairs.Add(new(row, rowOfText[partner], Shingles.Jaccard(_shingles[text], _shingles[partner])));
            }
        }

        return pairs;
    }

    /// <summary>For every row of the first side whose normalised text is on the second too: a pair with the first such row.</summary>
    public IReadOnlyList<NearDuplicatePair> Equal(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        var rowOfText = RowsOfTexts(second);
        var pairs = new List<NearDuplicatePair>();
        foreach (var row in first)
        {
            if (rowOfText.TryGetValue(_texts.OfRow[row], out var other))
            {
                pairs.Add(new(row, other, 1));
            }
        }

        return pairs;
    }

    private Dictionary<int, int> RowsOfTexts(ReadOnlySpan<int> rows)
    {
        var rowOfText = new Dictionary<int, int>();
        foreach (var row in rows)
        {
            rowOfText.TryAdd(_texts.OfRow[row], row);
        }

        return rowOfText;
    }

    private NearDuplicateCluster[] Cluster()
    {
        var sets = new DisjointSets(_shingles.Length);
        var ties = Ties(sets);
        var rows = Enumerable.Range(0, _clusterOf.Length).ToLookup(row => _texts.OfRow[row]);
        return
        [
            .. ties.GroupBy(tie => sets.Find(tie.First))
                .Select(cluster => new NearDuplicateCluster(
                    [.. cluster.SelectMany(tie => new[] { tie.First, tie.Second }).Distinct().Order().SelectMany(text => rows[text])],
                    [.. cluster.OrderByDescending(tie => tie.Similarity).ThenBy(tie => tie.First).ThenBy(tie => tie.Second)
                        .Select(tie => new NearDuplicatePair(rows[tie.First].First(), rows[tie.Second].First(), tie.Similarity))]))
                .OrderByDescending(cluster => cluster.Rows.Count)
                .ThenBy(cluster => _texts.OfRow[cluster.Rows[0]]),
        ];
    }

    // Pairs of texts that made two clusters one, so fewer than there are texts.
    private List<NearDuplicatePair> Ties(DisjointSets sets)
    {
        var bands = new MinHashBands(_similarity);
        var keys = new uint[_shingles.Length * (long)bands.Count];
        int[] texts = [.. Enumerable.Range(0, _shingles.Length).Where(text => _shingles[text].Length > 0)];
        foreach (var text in texts)
        {
            bands.Keys(_shingles[text], keys.AsSpan(checked(text * bands.Count), bands.Count));
        }

        var ties = new List<NearDuplicatePair>();
        var order = new ulong[texts.Length];
        for (var band = 0; band < bands.Count; band++)
        {
            for (var i = 0; i < texts.Length; i++)
            {
                order[i] = ((ulong)keys[((long)texts[i] * bands.Count) + band] << 32) | (uint)texts[i];
            }

            Array.Sort(order);
            for (int from = 0, to; from < order.Length; from = to)
            {
                to = from + 1;
                while (to < order.Length && order[to] >> 32 == order[from] >> 32)
                {
                    to++;
                }

                Compare(order.AsSpan(from..to), sets, ties);
            }
        }

        return ties;
    }

    private void Compare(ReadOnlySpan<ulong> bucket, DisjointSets sets, List<NearDuplicatePair> ties)
    {
        var partners = Math.Max(LeastPartners, LargeBucket * LargeBucket / bucket.Length);
        for (var i = 1; i < bucket.Length; i++)
        {
            var b = (int)(uint)bucket[i];
            for (var j = i - 1; j >= Math.Max(0, i - partners); j--)
            {
                var a = (int)(uint)bucket[j];
                if (sets.Find(a) != sets.Find(b) && Shingles.AreSimilar(_shingles[a], _shingles[b], _similarity))
                {
                    sets.Unite(a, b);
                    ties.Add(new(a, b, Shingles.Jaccard(_shingles[a], _shingles[b])));
                }
            }
        }
    }
}
