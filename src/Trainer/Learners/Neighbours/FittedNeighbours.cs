using System.Numerics.Tensors;
using Trainer.Features;
using Trainer.Onnx;

namespace Trainer.Learners.Neighbours;

/// <summary>
/// Scores by an inverted index of the sparse terms here (O(Σ postings of the query's terms + stored)) and by products of the dense vectors
/// (O(stored · dense columns)); in the graph by gathering every stored query's terms out of the dense query vector (O(stored · terms per
/// query)) and by the same products.
/// </summary>
internal sealed class FittedNeighbours : IFittedLearner
{
    // Keeps the kernel finite when more than k stored queries lie on top of the query.
    private const float Slack = 1e-3f;

    private const int Block = 32;

    private readonly StoredQueries _stored;
    private readonly float[] _priors;
    private readonly int _k;
    private readonly float _shrinkage;
    private readonly float _sharpness;
    private readonly bool _isPair;
    private readonly int _sparseColumns;
    private readonly int _denseColumns;
    private readonly int[] _postingStarts;
    private readonly (int Stored, float Value)[] _postings;

    public FittedNeighbours(FeatureMatrix features, StoredQueries stored, float[] priors, NeighboursLearner settings, bool isPair)
    {
        (_stored, _priors, _isPair) = (stored, priors, isPair);
        (_k, _shrinkage, _sharpness) = (settings.K, (float)settings.Shrinkage, (float)settings.Sharpness);
        (_sparseColumns, _denseColumns) = (features.Sparse.ColumnCount, features.Dense.ColumnCount);
        (_postingStarts, _postings) = Invert(stored, _sparseColumns);
    }

    private int Looked => Math.Min(_k + 1, _stored.Count);

    // With both kinds of features a cosine counts for one half.
    private float PartWeight => _sparseColumns > 0 && _denseColumns > 0 ? 0.5f : 1;

    public float[] Score(FeatureMatrix features, IReadOnlyList<string> texts)
    {
        var models = _stored.ModelCount;
        var scores = new float[features.RowCount * (_isPair ? 1 : models)];
        var similarities = new float[Block * _stored.Count];
        var unit = new float[Block * _denseColumns];
        var row = new float[_stored.Count];
        var order = new int[_stored.Count];
        var means = new float[models];
        for (var from = 0; from < features.RowCount; from += Block)
        {
            var rows = Math.Min(Block, features.RowCount - from);
            Similarities(features, from, rows, unit, similarities);
            for (var i = 0; i < rows; i++)
            {
                similarities.AsSpan(i * _stored.Count, _stored.Count).CopyTo(row);
                Nearest(row, order);
                Predict(row, order, means);
                if (_isPair)
                {
                    scores[from + i] = means[1] - means[0];
                }
                else
                {
                    means.CopyTo(scores, (from + i) * models);
                }
            }
        }

        return scores;
    }

    public string Emit(QueryInputs inputs, FeatureNodes features)
    {
        int stored = _stored.Count, models = _stored.ModelCount;
        var graph = inputs.Graph;
        var similarities = EmitSimilarities(graph, features);
        var nearest = graph.Add("TopK", "", 2, [similarities, graph.Constant("looked", [(long)Looked], 1)], Attr.Int("axis", 1));

        // The last one looked at sets the kernel's width; if all stored queries are within k, its own weight is 0 all the same.
        var last = graph.Add("Slice", [
            nearest[0], graph.Constant("from", [Looked - 1L], 1), graph.Constant("to", [(long)Looked], 1),
            graph.Constant("axis", [1L], 1),
        ]);
        var width = graph.Add("Sub", [graph.Scalar(1 + Slack), last]);
        var weights = graph.Add("Div", [Kernel(graph, graph.Add("Sub", [nearest[0], last])), Kernel(graph, width)]);
        var kernel = graph.Add("Unsqueeze", [weights, graph.Constant("axes", [1L], 1)]); // [N, 1, looked]
        var sums = Weighted(graph, kernel, nearest[1], _stored.QualitySums, stored, models);
        var counts = Weighted(graph, kernel, nearest[1], _stored.Observations, stored, models);
        var prior = graph.Constant("prior", Array.ConvertAll(_priors, mean => mean * _shrinkage), models);
        var means = graph.Add("Div", [graph.Add("Add", [sums, prior]), graph.Add("Add", [counts, graph.Scalar(_shrinkage)])]);
        return _isPair ? graph.Add("MatMul", [means, graph.Constant("strong_minus_weak", [-1f, 1f], 2, 1)]) : means;
    }

    private string Kernel(GraphBuilder graph, string distance) => _sharpness == 0
        ? distance
        : graph.Add("Sub", [graph.Add("Exp", [graph.Add("Mul", [distance, graph.Scalar(_sharpness)])]), graph.Scalar(1f)]);

    private float Kernel(float distance) => _sharpness == 0 ? distance : MathF.Exp(distance * _sharpness) - 1;

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

    private static string Weighted(GraphBuilder graph, string kernel, string nearest, float[] table, int stored, int models)
    {
        var gathered = graph.Add(
            "Gather", [graph.Constant("outcomes", table, stored, models), nearest], Attr.Int("axis", 0)); // [N, looked, models]
        return graph.Add("Squeeze", [graph.Add("MatMul", [kernel, gathered]), graph.Constant("axes", [1L], 1)]);
    }

    private void Similarities(FeatureMatrix features, int from, int rows, float[] unit, float[] similarities)
    {
        if (_denseColumns > 0)
        {
            for (var i = 0; i < rows; i++)
            {
                StoredQueries.UnitVector(features.Dense.Row(from + i), unit.AsSpan(i * _denseColumns, _denseColumns));
            }

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

    /// <summary>Brings the nearest stored queries to the front; equal similarities go to the lower index, as in ONNX's TopK.</summary>
    private void Nearest(float[] similarities, int[] order)
    {
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        TopK.Select(similarities, order, Looked);
    }

    private void Predict(float[] similarities, int[] order, float[] means)
    {
        var last = similarities[order[Looked - 1]];
        var width = Kernel(1 + Slack - last);
        for (var m = 0; m < means.Length; m++)
        {
            double sum = _priors[m] * _shrinkage, count = _shrinkage;
            for (var i = 0; i < Looked; i++)
            {
                var weight = Kernel(similarities[order[i]] - last) / width;
                var cell = (order[i] * means.Length) + m;
                sum += weight * _stored.QualitySums[cell];
                count += weight * _stored.Observations[cell];
            }

            means[m] = (float)(sum / count);
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
