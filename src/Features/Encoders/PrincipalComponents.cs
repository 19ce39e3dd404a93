using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace Trainer.Features.Encoders;

/// <summary>Principal component analysis (Pearson 1901) by the eigenvectors of the covariance matrix. O(rows · d² + d³).</summary>
internal static class PrincipalComponents
{
    /// <summary>
    /// The directions of largest variance, [components, dimension], the largest first. A direction's largest entry is positive, so that its
    /// sign does not depend on the method.
    /// </summary>
    public static float[] Fit(DenseMatrix vectors, ReadOnlySpan<float> mean, int components)
    {
        var d = vectors.ColumnCount;
        var covariance = new double[d * d];
        var row = new double[d];
        for (var i = 0; i < vectors.RowCount; i++)
        {
            var vector = vectors.Row(i);
            for (var j = 0; j < d; j++)
            {
                row[j] = vector[j] - mean[j];
            }

            // The lower triangle: row j holds the products with columns up to j.
            for (var j = 0; j < d; j++)
            {
                var target = covariance.AsSpan(j * d, j + 1);
                TensorPrimitives.MultiplyAdd(row.AsSpan(0, j + 1), row[j], target, target);
            }
        }

        var matrix = Matrix<double>.Build.Dense(d, d, (i, j) => covariance[(Math.Max(i, j) * d) + Math.Min(i, j)]);
        var eigenvectors = matrix.Evd(Symmetricity.Symmetric).EigenVectors; // eigenvalues ascend
        var result = new float[components * d];
        for (var k = 0; k < components; k++)
        {
            var direction = eigenvectors.Column(d - 1 - k).AsArray() ?? eigenvectors.Column(d - 1 - k).ToArray();
            var sign = Math.Sign(direction[TensorPrimitives.IndexOfMaxMagnitude<double>(direction)]);
            for (var i = 0; i < d; i++)
            {
                result[(k * d) + i] = (float)(sign * direction[i]);
            }
        }

        return result;
    }
}
