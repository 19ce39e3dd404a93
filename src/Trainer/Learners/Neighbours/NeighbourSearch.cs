using System.Numerics.Tensors;
using Trainer.Features;
using Trainer.Onnx;

namespace Trainer.Learners.Neighbours;

/// <summary>
/// The stored queries most similar to a query: on sparse features by an inverted index (O(Σ postings of the query's terms + stored)), on
/// dense ones alone by <see cref="NearestRows"/>, on both by adding products of the dense vectors to the former (O(stored · dense
/// columns)). In the graph by gathering every stored query's terms out of the dense query vector (O(stored · terms per query)) and by
/// products.
/// </summary>
internal sealed class NeighbourSearch
{
    private readonly StoredQueries _stored;
    private readonly int _looked;
    private readonly int _sparseColumns;
    private readonly int _denseColumns;
    private readonly int[] _postingStarts;
    private readonly (int Stored, float Value)[] _postings;
    private readonly NearestRows? _rows;

    /// <param name="features">What the stored queries were made of.</param>
    /// <param name="stored">The stored queries.</param>
    /// <param name="looked">How many are looked for, 1 to all of them.</param>
    public NeighbourSearch(FeatureMatrix features, StoredQueries stored, int looked)
    {
        (_stored, _looked) = (stored, looked);
        (_sparseColumns, _denseColumns) = (features.Sparse.ColumnCount, features.Dense.ColumnCount);
        (_postingStarts, _postings) = Invert(stored, _sparseColumns);
        _rows = _sparseColumns == 0 && _denseColumns > 0 ? new NearestRows(stored.Dense, _denseColumns) : null;
    }

    // Similarities to all stored queries are held for a block; a search by rows holds the nearest alone.
    private int Block => _rows is null ? 32 : 512;

    // With both kinds of features a cosine counts for one half.
    private float PartWeight => _sparseColumns > 0 && _denseColumns > 0 ? 0.5f : 1;

    /// <summary>
    /// For each query the stored queries and their similarities, the most similar first; equal similarities go to the lower index, as in
    /// ONNX's TopK. What is returned stays as it is until the next query.
    /// </summary>
    public IEnumerable<(int Query, ReadOnlyMemory<int> Nearest, ReadOnlyMemory<float> Similarities)> Find(FeatureMatrix features)
    {
        var (nearest, found) = (new int[Block * _looked], new float[Block * _looked]);
        var unit = new float[Block * _denseColumns];
        var similarities = _rows is null ? new float[Block * _stored.Count] : [];
        var row = _rows is null ? new float[_stored.Count] : [];
        var order = _rows is null ? new int[_stored.Count] : [];
        for (var from = 0; from < features.RowCount; from += Block)
        {
            var rows = Math.Min(Block, features.RowCount - from);
            for (var i = 0; i < rows; i++)
            {
                StoredQueries.UnitVector(features.Dense.Row(from + i), unit.AsSpan(i * _denseColumns, _denseColumns));
            }

            if (_rows is not null)
            {
                _rows.Search(
                    unit.AsSpan(0, rows * _denseColumns), _looked, nearest.AsSpan(0, rows * _looked), found.AsSpan(0, rows * _looked));
            }
            else
            {
                Similarities(features, from, rows, unit, similarities);
            }

            for (var i = 0; i < rows; i++)
            {
                if (_rows is null)
                {
                    similarities.AsSpan(i * _stored.Count, _stored.Count).CopyTo(row);
                    Select(row, order, nearest.AsSpan(i * _looked, _looked), found.AsSpan(i * _looked, _looked));
                }

                yield return (from + i, nearest.AsMemory(i * _looked, _looked), found.AsMemory(i * _looked, _looked));
            }
        }
    }

    /// <summary>The same as nodes: similarities, float [N, looked], and indices, int64 [N, looked].</summary>
    public (string Similarities, string Nearest) Emit(GraphBuilder graph, FeatureNodes features)
    {
        var nearest = graph.Add(
            "TopK", "", 2, [EmitSimilarities(graph, features), graph.Constant("looked", [(long)_looked], 1)], Attr.Int("axis", 1));
        return (nearest[0], nearest[1]);
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

    private string EmitSimilarities(GraphBuilder graph, FeatureNodes features)
    {
        string Unit(string vectors) => graph.Add("LpNormalization", [vectors], Attr.Int("axis", 1), Attr.Int("p", 2));
        if (features.Dense is null)
        {
            return EmitSparse(graph, Unit(features.Sparse!));
        }

        var byColumn = new float[_stored.Dense.Length];
        for (var i = 0; i < _stored.Count; i++)
        {
            for (var column = 0; column < _denseColumns; column++)
            {
                byColumn[(column * _stored.Count) + i] = PartWeight * _stored.Dense[(i * _denseColumns) + column];
            }
        }

        var dense = graph.Add(
            "MatMul", [Unit(features.Dense), graph.Constant("stored_vectors", byColumn, _denseColumns, _stored.Count)]);
        return features.Sparse is null
            ? dense
            : graph.Add("Add", [dense, graph.Add("Mul", [EmitSparse(graph, Unit(features.Sparse)), graph.Scalar(PartWeight)])]);
    }

    // GatherElements rather than Gather: for single numbers ONNX Runtime copies a word where Gather calls memcpy for each.
    private string EmitSparse(GraphBuilder graph, string unit)
    {
        long stored = _stored.Count, terms = _stored.TermsPerQuery;
        var batch = graph.Add("Shape", [unit], Attr.Int("end", 1));
        var indices = graph.Add("Expand", [
            graph.Constant("stored_columns", _stored.Columns, 1, stored * terms),
            graph.Add("Concat", [batch, graph.Constant("stored_terms", [stored * terms], 1)], Attr.Int("axis", 0))]);
        var flat = graph.Add("GatherElements", [unit, indices], Attr.Int("axis", 1));
        var gathered = graph.Add("Reshape", [flat, graph.Constant("by_query", [-1, stored, terms], 3)]);
        var products = graph.Add("Mul", [gathered, graph.Constant("stored_values", _stored.Values, stored, terms)]);
        return graph.Add("ReduceSum", [products, graph.Constant("axes", [2L], 1)], Attr.Int("keepdims", 0));
    }

    private void Similarities(FeatureMatrix features, int from, int rows, float[] unit, float[] similarities)
    {
        if (_denseColumns > 0)
        {
            var products = similarities.AsSpan(0, rows * _stored.Count);
            DenseProducts.Multiply(unit.AsSpan(0, rows * _denseColumns), _stored.Dense, _denseColumns, products);
            TensorPrimitives.Multiply(products, PartWeight, products);
        }
        else
        {
            Array.Clear(similarities);
        }

        for (var i = 0; i < rows; i++)
        {
            AddSparse(
                features.Sparse.Columns(from + i), features.Sparse.Values(from + i), similarities.AsSpan(i * _stored.Count, _stored.Count));
        }
    }

    private void AddSparse(ReadOnlySpan<int> columns, ReadOnlySpan<float> values, Span<float> similarities)
    {
        var norm = TensorPrimitives.Norm(values);
        if (norm <= 0)
        {
            return;
        }

        for (var i = 0; i < columns.Length; i++)
        {
            var value = PartWeight * values[i] / norm;
            foreach (var (stored, other) in _postings.AsSpan(_postingStarts[columns[i]].._postingStarts[columns[i] + 1]))
            {
                similarities[stored] += value * other;
            }
        }
    }

    private static (int[] Starts, (int Stored, float Value)[] Postings) Invert(StoredQueries stored, int columnCount)
    {
        var starts = new int[columnCount + 1];
        for (var i = 0; i < stored.Values.Length; i++)
        {
            if (stored.Values[i] != 0)
            {
                starts[stored.Columns[i] + 1]++;
            }
        }

        for (var column = 0; column < columnCount; column++)
        {
            starts[column + 1] += starts[column];
        }

        var next = starts[..^1];
        var postings = new (int, float)[starts[^1]];
        for (var i = 0; i < stored.Values.Length; i++)
        {
            if (stored.Values[i] != 0)
            {
                postings[next[stored.Columns[i]]++] = (i / stored.TermsPerQuery, stored.Values[i]);
            }
        }

        return (starts, postings);
    }
}
