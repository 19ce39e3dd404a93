using Trainer.Features;
using Trainer.Learners.Similarity;

namespace Trainer.Learners.Neighbours;

/// <summary>
/// Who is near to whom, so far as fits on the same features share it: which stored vector every training row is, and of every query to be
/// scored the nearest stored ones. A search for fewer is the beginning of one for more.
/// </summary>
internal sealed class Neighbourhood : ISharedResult
{
    // As many as a search tries, and the one more that sets the kernel's width.
    private const int MostLooked = 401;

    private readonly int[] _nearest;
    private readonly float[] _similarities;
    private readonly int _depth;

    private Neighbourhood(FeatureMatrix scored, StoredVectors stored, int depth, int[] nearest, float[] similarities) =>
        (Scored, Count, IndexOf, _depth, _nearest, _similarities) = (scored, stored.Count, stored.IndexOf, depth, nearest, similarities);

    /// <summary>The queries whose neighbours are known.</summary>
    public FeatureMatrix Scored { get; }

    /// <summary><see cref="StoredVectors.Count"/>.</summary>
    public int Count { get; }

    /// <summary><see cref="StoredVectors.IndexOf"/>.</summary>
    public int[] IndexOf { get; }

    public long Bytes => (4L * _nearest.Length) + (4L * _similarities.Length) + (4L * IndexOf.Length);

    public static Neighbourhood Of(FeatureMatrix training, FeatureMatrix scored, int maxTerms, CancellationToken cancellation)
    {
        var stored = StoredVectors.Of(training, Enumerable.Range(0, training.RowCount).ToArray(), maxTerms, cancellation);
        var depth = Math.Min(stored.Count, MostLooked);
        var (nearest, similarities) = (new int[scored.RowCount * depth], new float[scored.RowCount * depth]);
        foreach (var (row, near, found) in new NeighbourSearch(training, stored, depth).Find(scored))
        {
            cancellation.ThrowIfCancellationRequested();
            near.CopyTo(nearest.AsMemory(row * depth));
            found.CopyTo(similarities.AsMemory(row * depth));
        }

        return new Neighbourhood(scored, stored, depth, nearest, similarities);
    }

    /// <summary>Whether it knows the neighbours of these queries, as many as are looked for.</summary>
    public bool Knows(FeatureMatrix features, int looked) => ReferenceEquals(features, Scored) && looked <= _depth;

    /// <summary>As <see cref="NeighbourSearch.Find"/>.</summary>
    public IEnumerable<(int Query, ReadOnlyMemory<int> Nearest, ReadOnlyMemory<float> Similarities)> Find(int looked)
    {
        for (var row = 0; row < Scored.RowCount; row++)
        {
            yield return (row, _nearest.AsMemory(row * _depth, looked), _similarities.AsMemory(row * _depth, looked));
        }
    }
}
