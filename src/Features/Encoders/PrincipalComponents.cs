using System.Numerics.Tensors;

namespace Trainer.Features.Encoders;

/// <summary>
/// Principal component analysis (Pearson 1901) by subspace iteration on the covariance matrix with a Rayleigh-Ritz step at the end (Saad
/// 2011, Numerical Methods for Large Eigenvalue Problems, algorithm 5.3). O(rows · d² + iterations · components · d²).
/// </summary>
internal static class PrincipalComponents
{
    private const int Iterations = 24;

    // Directions beyond those asked for, which make the last of these converge.
    private const int Spare = 10;

    /// <summary>
    /// The directions of largest variance, [components, dimension], the largest first. A direction's largest entry is positive, so that its
    /// sign does not depend on the method.
    /// </summary>
    public static float[] Fit(DenseMatrix vectors, ReadOnlySpan<float> mean, int components)
    {
        var d = vectors.ColumnCount;
        var covariance = Covariance(vectors, mean);
        var basis = Start(Math.Min(d, components + Spare), d);
        var image = new double[basis.Length][];
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            for (var i = 0; i < basis.Length; i++)
            {
                image[i] = Multiply(covariance, basis[i]);
            }

            Orthonormalise(image);
            (basis, image) = (image, basis);
        }

        var result = new float[components * d];
        foreach (var (k, direction) in Ritz(covariance, basis).Take(components).Index())
        {
            var sign = Math.Sign(direction[TensorPrimitives.IndexOfMaxMagnitude<double>(direction)]);
            for (var i = 0; i < d; i++)
            {
                result[(k * d) + i] = (float)(sign * direction[i]);
            }
        }

        return result;
    }

    private static double[][] Covariance(DenseMatrix vectors, ReadOnlySpan<float> mean)
    {
        var d = vectors.ColumnCount;
        var covariance = Enumerable.Range(0, d).Select(_ => new double[d]).ToArray();
        var row = new double[d];
        for (var i = 0; i < vectors.RowCount; i++)
        {
            var vector = vectors.Row(i);
            for (var j = 0; j < d; j++)
            {
                row[j] = vector[j] - mean[j];
            }

            for (var j = 0; j < d; j++)
            {
                var lower = covariance[j].AsSpan(0, j + 1);
                TensorPrimitives.MultiplyAdd(row.AsSpan(0, j + 1), row[j], lower, lower);
            }
        }

        for (var j = 0; j < d; j++)
        {
            for (var i = 0; i < j; i++)
            {
                covariance[i][j] = covariance[j][i];
            }
        }

        return covariance;
    }

    private static double[][] Start(int count, int d)
    {
        var random = new SeededRandom(1);
        var basis = Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, d).Select(_ => random.NextGaussian()).ToArray()).ToArray();
        Orthonormalise(basis);
        return basis;
    }

    private static double[] Multiply(double[][] matrix, double[] vector) =>
        Array.ConvertAll(matrix, row => TensorPrimitives.Dot<double>(row, vector));

    /// <summary>Gram-Schmidt, twice over for accuracy; a direction that vanishes (fewer rows than directions) becomes 0.</summary>
    private static void Orthonormalise(double[][] vectors)
    {
        for (var i = 0; i < vectors.Length; i++)
        {
            var before = TensorPrimitives.Norm<double>(vectors[i]);
            for (var j = 0; j < 2 * i; j++)
            {
                TensorPrimitives.MultiplyAdd(
                    vectors[j % i], -TensorPrimitives.Dot<double>(vectors[j % i], vectors[i]), vectors[i], vectors[i]);
            }

            var norm = TensorPrimitives.Norm<double>(vectors[i]);
            TensorPrimitives.Multiply(vectors[i], norm > 1e-12 * before ? 1 / norm : 0, vectors[i]);
        }
    }

    /// <summary>The eigenvectors of the matrix within a subspace, those of the largest eigenvalues first.</summary>
    private static IEnumerable<double[]> Ritz(double[][] matrix, double[][] basis)
    {
        var images = Array.ConvertAll(basis, direction => Multiply(matrix, direction));
        var small = Array.ConvertAll(basis, a => Array.ConvertAll(images, image => TensorPrimitives.Dot<double>(a, image)));
        var rotation = Jacobi(small);
        return Enumerable.Range(0, basis.Length).OrderByDescending(k => small[k][k]).ThenBy(k => k).Select(k =>
        {
            var direction = new double[basis[0].Length];
            for (var i = 0; i < basis.Length; i++)
            {
                TensorPrimitives.MultiplyAdd(basis[i], rotation[i][k], direction, direction);
            }

            return direction;
        });
    }

    /// <summary>
    /// Cyclic Jacobi rotations (Golub and Van Loan 2013, algorithm 8.5.3): leaves the eigenvalues on the diagonal, returns eigenvectors as columns.
    /// </summary>
    private static double[][] Jacobi(double[][] matrix)
    {
        var n = matrix.Length;
        var vectors = Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Select(j => i == j ? 1.0 : 0).ToArray()).ToArray();
        for (var sweep = 0; sweep < 30; sweep++)
        {
            var rotated = false;
            for (var p = 0; p < n; p++)
            {
                for (var q = p + 1; q < n; q++)
                {
                    if (Math.Abs(matrix[p][q]) <= 1e-14 * Math.Sqrt(Math.Abs(matrix[p][p] * matrix[q][q])))
                    {
                        continue;
                    }

                    rotated = true;
                    var tau = (matrix[q][q] - matrix[p][p]) / (2 * matrix[p][q]);
                    var tangent = (tau >= 0 ? 1 : -1) / (Math.Abs(tau) + Math.Sqrt(1 + (tau * tau)));
                    var cosine = 1 / Math.Sqrt(1 + (tangent * tangent));
                    Rotate(matrix, vectors, p, q, cosine, tangent * cosine);
                }
            }

            if (!rotated)
            {
                break;
            }
        }

        return vectors;
    }

    private static void Rotate(double[][] matrix, double[][] vectors, int p, int q, double cosine, double sine)
    {
        for (var i = 0; i < matrix.Length; i++)
        {
            (matrix[i][p], matrix[i][q]) =
                ((cosine * matrix[i][p]) - (sine * matrix[i][q]), (sine * matrix[i][p]) + (cosine * matrix[i][q]));
        }

        for (var i = 0; i < matrix.Length; i++)
        {
            (matrix[p][i], matrix[q][i]) =
                ((cosine * matrix[p][i]) - (sine * matrix[q][i]), (sine * matrix[p][i]) + (cosine * matrix[q][i]));
            (vectors[i][p], vectors[i][q]) =
                ((cosine * vectors[i][p]) - (sine * vectors[i][q]), (sine * vectors[i][p]) + (cosine * vectors[i][q]));
        }
    }
}
