using System.Numerics.Tensors;
using Trainer.Features;
using Trainer.Onnx;

namespace Trainer.Learners.Svm;

/// <summary>
/// Radial machines over one set of support vectors: raw scores Σ_s β_sm e^{-γ‖x − s‖²} − ρ_m. O(support vectors · columns) a query. As
/// nodes it is two matrix products with an exponential between, so that the machines of a pool share their vectors and their kernel values;
/// an SVMRegressor of ai.onnx.ml would hold a copy of the vectors for each.
/// </summary>
/// <param name="supports">The support vectors.</param>
/// <param name="gamma">γ, above 0.</param>
/// <param name="coefficients">β, [machines][support vectors].</param>
/// <param name="rho">ρ, [machines].</param>
/// <param name="usual">
/// A usual exponent λ, so that K is about κ = e^{-λ}. What is computed is κβ (e^{λ − γ‖x − s‖²} − 1), with κ Σβ put into the threshold:
/// small exponents and small terms keep the digits that single precision would lose where thousands of coefficients nearly cancel.
/// </param>
internal sealed class FittedRadialMachines(DenseMatrix supports, float gamma, double[][] coefficients, double[] rho, double usual)
    : IFittedLearner
{
    private const int Block = 32;
    private const int Part = 256;

    private readonly float[] _norms = KernelRows.ScaledNorms(supports, gamma, usual / 2);
    private readonly float[][] _weights = Array.ConvertAll(
        coefficients, beta => Array.ConvertAll(beta, b => (float)(b * Math.Exp(-usual))));
    private readonly float[] _thresholds =
        [.. rho.Zip(coefficients, (threshold, beta) => (float)(threshold - (Math.Exp(-usual) * beta.Sum())))];

    public float[] Score(FeatureMatrix features, IReadOnlyList<string> texts)
    {
        var (dense, machines) = (features.Dense, coefficients.Length);
        var scores = new float[dense.RowCount * machines];
        var kernels = new float[Block * supports.RowCount];
        for (var from = 0; from < dense.RowCount; from += Block)
        {
            var rows = Math.Min(Block, dense.RowCount - from);
            DenseProducts.Multiply(
                dense.Values.Slice(from * dense.ColumnCount, rows * dense.ColumnCount),
                supports.Values,
                dense.ColumnCount,
                kernels.AsSpan(0, rows * supports.RowCount));
            for (var i = 0; i < rows; i++)
            {
                var kernel = kernels.AsSpan(i * supports.RowCount, supports.RowCount);
                var norm = ((float)usual / 2) - (gamma * TensorPrimitives.SumOfSquares(dense.Row(from + i)));
                KernelRows.FromProducts(kernel, gamma, norm, _norms);
                TensorPrimitives.Subtract(kernel, 1, kernel);
                for (var m = 0; m < machines; m++)
                {
                    scores[((from + i) * machines) + m] = (float)(Sum(kernel, _weights[m]) - _thresholds[m]);
                }
            }
        }

        return scores;
    }

    public string Emit(QueryInputs inputs, FeatureNodes features)
    {
        var graph = inputs.Graph;
        var (count, columns, machines) = (supports.RowCount, supports.ColumnCount, coefficients.Length);
        var byColumn = new float[count * columns];
        for (var s = 0; s < count; s++)
        {
            for (var column = 0; column < columns; column++)
            {
                byColumn[(column * count) + s] = 2 * gamma * supports.Row(s)[column];
            }
        }

        var bySupport = new float[count * machines];
        for (var m = 0; m < machines; m++)
        {
            for (var s = 0; s < count; s++)
            {
                bySupport[(s * machines) + m] = _weights[m][s];
            }
        }

        var products = graph.Add("MatMul", [features.Dense!, graph.Constant("support_vectors", byColumn, columns, count)]);
        var squares = graph.Add("ReduceSumSquare", [features.Dense!], Attr.Ints("axes", [1]), Attr.Int("keepdims", 1));
        var norms = graph.Add("Sub", [graph.Scalar((float)usual / 2), graph.Add("Mul", [squares, graph.Scalar(gamma)])]);
        var exponent = graph.Add("Add", [graph.Add("Add", [products, graph.Constant("support_norms", _norms, count)]), norms]);
        var kernel = graph.Add("Sub", [graph.Add("Exp", [exponent]), graph.Scalar(1f)]);
        var sums = graph.Add("MatMul", [kernel, graph.Constant("coefficients", bySupport, count, machines)]);
        return graph.Add("Sub", [sums, graph.Constant("thresholds", _thresholds, machines)]);
    }

    // Coefficients of both signs cancel to a small sum; in single precision only over a few hundred of them.
    private static double Sum(ReadOnlySpan<float> kernel, ReadOnlySpan<float> beta)
    {
        double sum = 0;
        for (var from = 0; from < kernel.Length; from += Part)
        {
            var length = Math.Min(Part, kernel.Length - from);
            sum += TensorPrimitives.Dot(kernel.Slice(from, length), beta.Slice(from, length));
        }

        return sum;
    }
}
