using Trainer.Features;
using Trainer.Learners.Similarity;
using Trainer.Onnx;

namespace Trainer.Learners.Neighbours;

/// <summary>
/// The stored queries most similar to a query: on dense features alone by <see cref="NearestRows"/>, else by the <see cref="Cosines"/> of
/// all of them.
/// </summary>
internal sealed class NeighbourSearch
{
    private readonly StoredVectors _stored;
    private readonly int _looked;
    private readonly Cosines _cosines;
    private readonly NearestRows? _rows;

    /// <param name="features">What the stored queries were made of.</param>
    /// <param name="stored">The stored queries.</param>
    /// <param name="looked">How many are looked for, 1 to all of them.</param>
    public NeighbourSearch(FeatureMatrix features, StoredVectors stored, int looked)
    {
        (_stored, _looked) = (stored, looked);
        _cosines = new Cosines(features, stored);
        _rows = features.Sparse.ColumnCount == 0 && features.Dense.ColumnCount > 0
            ? new NearestRows(stored.Dense, features.Dense.ColumnCount)
            : null;
    }

    // Similarities to all stored queries are held for a block; a search by rows holds the nearest alone.
    private int Block => _rows is null ? Cosines.Block : 512;

    /// <summary>
    /// For each query the stored queries and their similarities, the most similar first; equal similarities go to the lower index, as in
    /// ONNX's TopK. What is returned stays as it is until the next query.
    /// </summary>
    public IEnumerable<(int Query, ReadOnlyMemory<int> Nearest, ReadOnlyMemory<float> Similarities)> Find(FeatureMatrix features)
    {
        var (nearest, found) = (new int[Block * _looked], new float[Block * _looked]);
        var search = _rows is null ? ByCosines(nearest, found) : ByRows(_rows, nearest, found);
        for (var from = 0; from < features.RowCount; from += Block)
        {
            var rows = Math.Min(Block, features.RowCount - from);
            search(features, from, rows);
            for (var i = 0; i < rows; i++)
            {
                yield return (from + i, nearest.AsMemory(i * _looked, _looked), found.AsMemory(i * _looked, _looked));
            }
        }
    }

    /// <summary>The same as nodes: similarities, float [N, looked], and indices, int64 [N, looked].</summary>
    public (string Similarities, string Nearest) Emit(GraphBuilder graph, FeatureNodes features)
    {
        var nearest = graph.Add(
            "TopK", "", 2, [_cosines.Emit(graph, features), graph.Constant("looked", [(long)_looked], 1)], Attr.Int("axis", 1));
        return (nearest[0], nearest[1]);
    }

    private Action<FeatureMatrix, int, int> ByRows(NearestRows stored, int[] nearest, float[] found) => (features, from, rows) =>
    {
        var columns = features.Dense.ColumnCount;
        var unit = new float[rows * columns];
        for (var i = 0; i < rows; i++)
        {
            StoredVectors.UnitVector(features.Dense.Row(from + i), unit.AsSpan(i * columns, columns));
        }

        stored.Search(unit, _looked, nearest.AsSpan(0, rows * _looked), found.AsSpan(0, rows * _looked));
    };

    private Action<FeatureMatrix, int, int> ByCosines(int[] nearest, float[] found)
    {
        var cosines = new float[Block * _stored.Count];
        var row = new float[_stored.Count];
        var order = new int[_stored.Count];
        return (features, from, rows) =>
        {
            _cosines.Fill(features, from, rows, cosines.AsSpan(0, rows * _stored.Count));
            for (var i = 0; i < rows; i++)
            {
                cosines.AsSpan(i * _stored.Count, _stored.Count).CopyTo(row);
                Select(row, order, nearest.AsSpan(i * _looked, _looked), found.AsSpan(i * _looked, _looked));
            }
        };
    }

    private static void Select(float[] similarities, int[] order, Span<int> nearest, Span<float> found)
    {
        for (var stored = 0; stored < order.Length; stored++)
        {
            order[stored] = stored;
        }

        TopK.Select(similarities, order, nearest.Length);
        order.AsSpan(0, nearest.Length).CopyTo(nearest);
        for (var place = 0; place < nearest.Length; place++)
        {
            found[place] = similarities[nearest[place]];
        }
    }
}
