using System.Numerics.Tensors;
using Trainer.Onnx;

namespace Trainer.Features.Encoders;

/// <summary>Embeddings made fit for learning: centred, projected and scaled by what was measured on training vectors. Immutable.</summary>
internal sealed class EmbeddingBlock
{
    private readonly float[]? _mean;
    private readonly float[]? _components; // [components, dimension]
    private readonly float _scale;
    private readonly int _dimension;

    private EmbeddingBlock(int dimension, float[]? mean, float[]? components, float scale)
    {
        (_dimension, _mean, _components, _scale) = (dimension, mean, components, scale);
        ColumnCount = components is null ? dimension : components.Length / dimension;
    }

    public int ColumnCount { get; }

    public static EmbeddingBlock Fit(DenseMatrix vectors, EmbeddingSpec spec)
    {
        if (spec.Components < 0 || spec.Components > vectors.ColumnCount)
        {
            throw new ArgumentException(
                $"{spec.Components} principal components are asked for; these embeddings have {vectors.ColumnCount} dimensions");
        }

        var mean = spec.Centred || spec.Components > 0 ? Mean(vectors) : null;
        var components = spec.Components > 0 ? PrincipalComponents.Fit(vectors, mean!, spec.Components) : null;
        var unscaled = new EmbeddingBlock(vectors.ColumnCount, mean, components, 1);
        var length = Math.Sqrt(TensorPrimitives.SumOfSquares(unscaled.Transform(vectors).Values) / Math.Max(1, vectors.RowCount));
        return new EmbeddingBlock(vectors.ColumnCount, mean, components, length > 0 ? (float)(1 / length) : 1);
    }

    public DenseMatrix Transform(DenseMatrix vectors)
    {
        var values = new float[(long)vectors.RowCount * ColumnCount];
        var row = new float[_dimension];
        for (var i = 0; i < vectors.RowCount; i++)
        {
            var result = values.AsSpan(i * ColumnCount, ColumnCount);
            vectors.Row(i).CopyTo(row);
            if (_mean is not null)
            {
                TensorPrimitives.Subtract(row, _mean, row);
            }

            if (_components is null)
            {
                row.CopyTo(result);
            }
            else
            {
                for (var k = 0; k < ColumnCount; k++)
                {
                    result[k] = TensorPrimitives.Dot(row, _components.AsSpan(k * _dimension, _dimension));
                }
            }

            TensorPrimitives.Multiply(result, _scale, result);
        }

        return new DenseMatrix(values, vectors.RowCount, ColumnCount);
    }

    /// <summary>Writes the same as nodes: float [N, dimension] to float [N, <see cref="ColumnCount"/>].</summary>
    public string Emit(GraphBuilder graph, string vectors)
    {
        if (_mean is not null)
        {
            vectors = graph.Add("Sub", [vectors, graph.Constant("embedding_mean", _mean, _mean.Length)]);
        }

        if (_components is not null)
        {
            var columns = new float[_components.Length];
            for (var k = 0; k < ColumnCount; k++)
            {
                for (var i = 0; i < _dimension; i++)
                {
                    columns[(i * ColumnCount) + k] = _components[(k * _dimension) + i];
                }
            }

            vectors = graph.Add("MatMul", [vectors, graph.Constant("principal_components", columns, _dimension, ColumnCount)]);
        }

        return graph.Add("Mul", [vectors, graph.Scalar(_scale)]);
    }

    private static float[] Mean(DenseMatrix vectors)
    {
        var sum = new double[vectors.ColumnCount];
        for (var row = 0; row < vectors.RowCount; row++)
        {
            for (var i = 0; i < sum.Length; i++)
            {
                sum[i] += vectors.Row(row)[i];
            }
        }

        return Array.ConvertAll(sum, value => (float)(value / Math.Max(1, vectors.RowCount)));
    }
}
