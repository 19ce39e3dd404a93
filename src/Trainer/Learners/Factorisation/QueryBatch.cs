using System.Numerics.Tensors;
using Trainer.Features;
using Trainer.Onnx;
using Trainer.Training;
using Trainer.Training.Noise;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Learners.Factorisation;

/// <summary>
/// Queries of a batch on their way into x · W, float [N, width], where W has a row for every feature. The rows of dense columns are the
/// graph's to multiply; those of sparse ones are a row-sparse parameter that is multiplied here, as a graph would make it a dense product.
/// </summary>
internal sealed class QueryBatch
{
    /// <summary>Name of the rows of W of dense columns, [columns, width].</summary>
    public const string DenseWeights = "projection";

    /// <summary>Name of the rows of W of sparse columns, [columns, width].</summary>
    public const string SparseWeights = "sparse_projection";

    private const string DenseName = "dense";
    private const string SparseName = "sparse_product";

    private readonly FeatureMatrix _features;
    private readonly int _width;
    private readonly float[] _dense;
    private readonly float[] _product;
    private readonly float[] _productGradient;

    /// <param name="features">Features of all queries.</param>
    /// <param name="width">Columns of W.</param>
    /// <param name="rows">The largest batch.</param>
    public QueryBatch(FeatureMatrix features, int width, int rows)
    {
        (_features, _width) = (features, width);
        _dense = GC.AllocateArray<float>(checked(rows * features.Dense.ColumnCount), pinned: true);
        _product = GC.AllocateArray<float>(HasSparse ? checked(rows * width) : 0, pinned: true);
        _productGradient = GC.AllocateArray<float>(_product.Length, pinned: true);
    }

    private bool HasSparse => _features.Sparse.ColumnCount > 0;

    private bool HasDense => _features.Dense.ColumnCount > 0;

    /// <summary>
    /// Examples of a step: as many as asked for, or if that is 0 so many that an epoch has about 160 steps, from 16 to 256. With few
    /// examples larger batches would leave too few steps to get anywhere.
    /// </summary>
    public static int Size(int asked, int examples) => Math.Min(asked > 0 ? asked : Math.Clamp(examples / 160, 16, 256), examples);

    /// <summary>Adds W to the parameters, uniform in ±1/√features as frameworks start linear layers.</summary>
    public static void AddWeights(ParameterSet parameters, FeatureMatrix features, int width, SeededRandom random)
    {
        var bound = 1 / Math.Sqrt(Math.Max(1, features.ColumnCount));
        void Add(string name, int columns, bool isRowSparse)
        {
            if (columns > 0)
            {
                var values = Uniform(checked(columns * width), bound, random);
                parameters.Add(new Parameter(name, [columns, width], values, isRowSparse: isRowSparse));
            }
        }

        Add(SparseWeights, features.Sparse.ColumnCount, isRowSparse: true);
        Add(DenseWeights, features.Dense.ColumnCount, isRowSparse: false);
    }

    /// <summary>W · direction: the vector that x · W · direction is a product with; the sparse columns' entries first.</summary>
    public static float[] Vector(ParameterSet parameters, ReadOnlySpan<double> direction, int columns)
    {
        var vector = new float[columns];
        var column = 0;
        foreach (var name in new[] { SparseWeights, DenseWeights })
        {
            var rows = parameters.FirstOrDefault(parameter => parameter.Name == name)?.Values ?? [];
            for (var from = 0; from < rows.Length; from += direction.Length, column++)
            {
                var sum = 0.0;
                for (var i = 0; i < direction.Length; i++)
                {
                    sum += rows[from + i] * direction[i];
                }

                vector[column] = (float)sum;
            }
        }

        return vector;
    }

    /// <summary>So many numbers, uniform in ±bound.</summary>
    public static float[] Uniform(int count, double bound, SeededRandom random)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = (float)random.NextDouble(-bound, bound);
        }

        return values;
    }

    /// <summary>x · W in a graph whose inputs <see cref="Fill"/> binds; zeros where there is no feature at all.</summary>
    public string Declare(GraphBuilder graph, ParameterNodes parameters)
    {
        var sparse = HasSparse ? graph.Input(SparseName, DataType.Float, GraphBuilder.Batch, _width) : null;
        var dense = HasDense || !HasSparse ? graph.Input(DenseName, DataType.Float, GraphBuilder.Batch, _features.Dense.ColumnCount) : null;
        return Product(graph, parameters, sparse, dense);
    }

    /// <summary>x · W in a graph that has the sparse features themselves.</summary>
    public static string Product(GraphBuilder graph, ParameterNodes parameters, FeatureNodes features) => Product(
        graph,
        parameters,
        features.Sparse is { } sparse ? graph.Add("MatMul", [sparse, parameters[SparseWeights]]) : null,
        features.Dense);

    /// <summary>Differentiates and loads a graph that <see cref="Declare"/> wrote to.</summary>
    public BoundGraph WithGradients(GraphBuilder graph, string loss, ParameterSet parameters) =>
        BoundGraph.WithGradients(graph, loss, parameters, 1, HasSparse ? [SparseName] : []);

    /// <summary>Puts queries into a graph.</summary>
    /// <param name="graph">Where <see cref="Declare"/> was called.</param>
    /// <param name="parameters">Where W is.</param>
    /// <param name="queries">Rows of the features, repeated or not.</param>
    /// <param name="noise">Standard deviation of what is added to every dense value.</param>
    /// <param name="key">Decides the noise.</param>
    public void Fill(BoundGraph graph, ParameterSet parameters, ReadOnlySpan<int> queries, float noise = 0, ulong key = 0)
    {
        var columns = _features.Dense.ColumnCount;
        var keys = new SeededRandom(key);
        for (var i = 0; i < queries.Length; i++)
        {
            var row = _features.Dense.Row(queries[i]);
            var target = _dense.AsSpan(i * columns, columns);
            if (noise > 0)
            {
                GaussianNoise.Fill(target, keys.NextUInt64());
                TensorPrimitives.MultiplyAdd(target, noise, row, target);
            }
            else
            {
                row.CopyTo(target);
            }

            if (HasSparse)
            {
                Multiply(queries[i], parameters[SparseWeights].Values, _product.AsSpan(i * _width, _width));
            }
        }

        if (HasDense)
        {
            graph.Bind(DenseName, _dense, queries.Length, columns);
        }

        if (HasSparse)
        {
            graph.Bind(SparseName, _product, queries.Length, _width);
        }
    }

    /// <summary>Before a run: where the gradient of the sparse product goes.</summary>
    public void BindGradient(BoundGraph graph, int queries)
    {
        if (HasSparse)
        {
            graph.Bind(BoundGraph.GradientOf(SparseName), _productGradient, queries, _width);
        }
    }

    /// <summary>After a run: carries that gradient on to the touched rows of W.</summary>
    public void TouchRows(ParameterSet parameters, ReadOnlySpan<int> queries)
    {
        if (!HasSparse)
        {
            return;
        }

        var gradient = parameters[SparseWeights].Rows!;
        gradient.Clear();
        for (var i = 0; i < queries.Length; i++)
        {
            var slope = _productGradient.AsSpan(i * _width, _width);
            var columns = _features.Sparse.Columns(queries[i]);
            var values = _features.Sparse.Values(queries[i]);
            for (var j = 0; j < columns.Length; j++)
            {
                var row = gradient.Touch(columns[j]);
                TensorPrimitives.MultiplyAdd(slope, values[j], row, row);
            }
        }
    }

    private static string Product(GraphBuilder graph, ParameterNodes parameters, string? sparse, string? dense)
    {
        var product = dense is null ? null : graph.Add("MatMul", [dense, parameters[DenseWeights]]);
        return sparse is null ? product! : product is null ? sparse : graph.Add("Add", [sparse, product]);
    }

    private void Multiply(int query, ReadOnlySpan<float> weights, Span<float> result)
    {
        var columns = _features.Sparse.Columns(query);
        var values = _features.Sparse.Values(query);
        result.Clear();
        for (var i = 0; i < columns.Length; i++)
        {
            TensorPrimitives.MultiplyAdd(weights.Slice(columns[i] * _width, _width), values[i], result, result);
        }
    }
}
