using System.Numerics.Tensors;
using Trainer.Features;
using Trainer.Onnx;

namespace Trainer.Learners.Similarity;

/// <summary>
/// Cosines of queries with all stored vectors; where there are sparse and dense features, the mean of the two cosines. By an inverted index
/// of the sparse terms here (O(Σ postings of the query's terms + stored)) and by products of the dense vectors (O(stored · dense columns));
/// in the graph by gathering every stored query's terms out of the dense query vector (O(stored · terms per query)) and by the
/// same products.
/// </summary>
internal sealed class Cosines
{
    /// <summary>Queries that are looked at together, so that a stored vector is loaded once for all of them.</summary>
    public const int Block = 32;

    private readonly StoredVectors _stored;
    private readonly int _sparseColumns;
    private readonly int _denseColumns;
    private readonly int[] _postingStarts;
    private readonly (int Stored, float Value)[] _postings;

    public Cosines(FeatureMatrix features, StoredVectors stored)
    {
        _stored = stored;
        (_sparseColumns, _denseColumns) = (features.Sparse.ColumnCount, features.Dense.ColumnCount);
        (_postingStarts, _postings) = Invert(stored, _sparseColumns);
    }

    // With both kinds of features a cosine counts for one half.
    private float PartWeight => _sparseColumns > 0 && _denseColumns > 0 ? 0.5f : 1;

    /// <summary>Fills [rows][stored] for so many rows of the features.</summary>
    public void Fill(FeatureMatrix features, int from, int rows, Span<float> cosines)
    {
        if (_denseColumns > 0)
        {
            var unit = new float[rows * _denseColumns];
            for (var i = 0; i < rows; i++)
            {
                StoredVectors.UnitVector(features.Dense.Row(from + i), unit.AsSpan(i * _denseColumns, _denseColumns));
            }

            DenseProducts.Multiply(unit, _stored.Dense, _denseColumns, cosines);
            TensorPrimitives.Multiply(cosines, PartWeight, cosines);
        }
        else
        {
            cosines.Clear();
        }

        for (var i = 0; i < rows; i++)
        {
            AddSparse(
                features.Sparse.Columns(from + i), features.Sparse.Values(from + i), cosines.Slice(i * _stored.Count, _stored.Count));
        }
    }

    /// <summary>Writes the cosines as nodes: float [N, stored].</summary>
    public string Emit(GraphBuilder graph, FeatureNodes features)
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

    private void AddSparse(ReadOnlySpan<int> columns, ReadOnlySpan<float> values, Span<float> cosines)
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
                cosines[stored] += value * other;
            }
        }
    }

    private static (int[] Starts, (int Stored, float Value)[] Postings) Invert(StoredVectors stored, int columnCount)
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
