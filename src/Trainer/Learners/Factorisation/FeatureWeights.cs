using Trainer.Features;
using Trainer.Onnx;
using Trainer.Training;

namespace Trainer.Learners.Factorisation;

/// <summary>
/// The matrix W of x · W, which has a row for every feature. The rows of sparse columns are a row-sparse parameter of their own, because a
/// graph would make their product a dense one.
/// </summary>
internal static class FeatureWeights
{
    /// <summary>Name of the rows of sparse columns, [columns, width].</summary>
    public const string Sparse = "sparse_projection";

    private const string Dense = "projection";

    /// <summary>Adds W to the parameters, uniform in ±1/√features as frameworks start linear layers.</summary>
    public static void AddTo(ParameterSet parameters, FeatureMatrix features, int width, SeededRandom random)
    {
        var bound = 1 / Math.Sqrt(Math.Max(1, features.ColumnCount));
        void Add(string name, int columns, bool isRowSparse)
        {
            if (columns > 0)
            {
                parameters.Add(Parameter.Uniform(name, [columns, width], bound, random, isRowSparse));
            }
        }

        Add(Sparse, features.Sparse.ColumnCount, isRowSparse: true);
        Add(Dense, features.Dense.ColumnCount, isRowSparse: false);
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

    /// <summary>W · direction: the vector that x · W · direction is a product with; the sparse columns' entries first.</summary>
    public static float[] Vector(ParameterSet parameters, ReadOnlySpan<double> direction, int columns)
    {
        var vector = new float[columns];
        var column = 0;
        foreach (var name in new[] { Sparse, Dense })
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

    /// <summary>Writes x · W, float [N, width].</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="parameters">The parameters there.</param>
    /// <param name="sparse">The product with the sparse columns, float [N, width], or null without any.</param>
    /// <param name="dense">The dense features, float [N, columns], or null without any.</param>
    public static string EmitProduct(GraphBuilder graph, ParameterNodes parameters, string? sparse, string? dense)
    {
        var product = dense is null ? null : graph.Add("MatMul", [dense, parameters[Dense]]);
        return sparse is null ? product! : product is null ? sparse : graph.Add("Add", [sparse, product]);
    }
}
