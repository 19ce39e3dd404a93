using Trainer.Learners.Supervision;

namespace Trainer.Learners.SimilarityWeighted;

/// <summary>
/// What happened between tiers on every stored query: weights by cell "tier a beats tier b", ties half in each direction. Two models of
/// one tier tell nothing of tiers and are left out.
/// </summary>
internal sealed class TierOutcomes
{
    private readonly int[] _starts;
    private readonly (int Cell, float Weight)[] _outcomes;

    /// <param name="stored">Stored queries.</param>
    /// <param name="tiers">Tiers.</param>
    /// <param name="comparisons">Comparisons with their stored query and the two tiers.</param>
    public TierOutcomes(
        int stored, int tiers, IEnumerable<(int Stored, int Better, int Worse, Comparison Comparison)> comparisons)
    {
        (Stored, Tiers) = (stored, tiers);
        var sums = new SortedDictionary<(int Stored, int Cell), double>();
        void Add(int query, int winner, int loser, double weight)
        {
            var key = (query, (winner * tiers) + loser);
            sums[key] = sums.GetValueOrDefault(key) + weight;
        }

        foreach (var (query, better, worse, comparison) in comparisons.Where(comparison => comparison.Better != comparison.Worse))
        {
            Add(query, better, worse, comparison.IsTie ? comparison.Weight / 2 : comparison.Weight);
            Add(query, worse, better, comparison.IsTie ? comparison.Weight / 2 : 0);
        }

        _outcomes = [.. sums.Where(sum => sum.Value > 0).Select(sum => (sum.Key.Cell, (float)sum.Value))];
        _starts = new int[stored + 1];
        foreach (var sum in sums.Where(sum => sum.Value > 0))
        {
            _starts[sum.Key.Stored + 1]++;
        }

        for (var query = 0; query < stored; query++)
        {
            _starts[query + 1] += _starts[query];
        }
    }

    public int Stored { get; }

    public int Tiers { get; }

    /// <summary>Adds up all queries' outcomes, each query by its weight, into [tiers][tiers]. O(outcomes).</summary>
    public void Aggregate(ReadOnlySpan<float> weights, Span<double> wins)
    {
        for (var query = 0; query < Stored; query++)
        {
            double weight = weights[query];
            foreach (var (cell, count) in _outcomes.AsSpan(_starts[query].._starts[query + 1]))
            {
                wins[cell] += weight * count;
            }
        }
    }

    /// <summary>The same as a matrix, [stored][cells], for a graph.</summary>
    public float[] ToMatrix()
    {
        var cells = Tiers * Tiers;
        var matrix = new float[Stored * cells];
        for (var query = 0; query < Stored; query++)
        {
            foreach (var (cell, count) in _outcomes.AsSpan(_starts[query].._starts[query + 1]))
            {
                matrix[(query * cells) + cell] = count;
            }
        }

        return matrix;
    }
}
