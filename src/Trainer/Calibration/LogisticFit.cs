namespace Trainer.Calibration;

/// <summary>
/// Logistic regression on at most three columns with soft targets, Gaussian priors and lower bounds: minimises
/// Σ cross-entropy(target, σ(x·β)) + ½ Σ precision · (β - start)² by Newton's method, projected onto the bounds (Bertsekas 1982, SIAM J. Control
/// Optim. 20:221). The loss is convex, so that the minimum does not depend on where it starts.
/// </summary>
internal static class LogisticFit
{
    private const int MostIterations = 50;

    /// <param name="columns">[coefficients][rows].</param>
    /// <param name="target">One per row, in [0, 1].</param>
    /// <param name="start">Where the coefficients start, and what the priors draw them to.</param>
    /// <param name="atLeast">Their lower bounds, not above the start; infinite for none.</param>
    /// <param name="precision">Of the priors; empty for none.</param>
    /// <returns>The coefficients. O(rows) per iteration, at most 50.</returns>
    public static double[] Minimise(double[][] columns, double[] target, double[] start, double[] atLeast, double[]? precision = null)
    {
        var size = columns.Length;
        var prior = precision ?? new double[size];
        var beta = start.ToArray();
        var next = new double[size];
        var (gradient, hessian) = (new double[size], new double[size, size]);
        var best = Loss(columns, target, beta, start, prior);
        for (var iteration = 0; iteration < MostIterations; iteration++)
        {
            Derivatives(columns, target, beta, start, prior, gradient, hessian);
            for (var j = 0; j < size; j++)
            {
                if (beta[j] <= atLeast[j] && gradient[j] > 0)
                {
                    Hold(j, gradient, hessian);
                }
            }

            var step = Solve(hessian, gradient);
            var length = 1.0;
            var loss = At(length);
            while (!(loss <= best) && length > 1e-6)
            {
                length /= 2;
                loss = At(length);
            }

            if (!(loss < best - (1e-12 * Math.Abs(best))))
            {
                break;
            }

            best = loss;
            next.CopyTo(beta, 0);

            double At(double share)
            {
                for (var j = 0; j < size; j++)
                {
                    next[j] = Math.Max(atLeast[j], beta[j] - (share * step[j]));
                }

                return Loss(columns, target, next, start, prior);
            }
        }

        return beta;
    }

    /// <summary>Cross-entropy of a target and log-odds, exact far out.</summary>
    public static double CrossEntropy(double target, double logOdds) =>
        Math.Max(logOdds, 0) + Math.Log(1 + Math.Exp(-Math.Abs(logOdds))) - (target * logOdds);

    private static double Loss(double[][] columns, double[] target, double[] beta, double[] start, double[] prior)
    {
        double sum = 0;
        for (var i = 0; i < target.Length; i++)
        {
            sum += CrossEntropy(target[i], LogOdds(columns, beta, i));
        }

        for (var j = 0; j < beta.Length; j++)
        {
            sum += prior[j] * (beta[j] - start[j]) * (beta[j] - start[j]) / 2;
        }

        return sum;
    }

    private static double LogOdds(double[][] columns, double[] beta, int row)
    {
        double z = 0;
        for (var j = 0; j < beta.Length; j++)
        {
            z += beta[j] * columns[j][row];
        }

        return z;
    }

    private static void Derivatives(
        double[][] columns, double[] target, double[] beta, double[] start, double[] prior, double[] gradient, double[,] hessian)
    {
        Array.Clear(hessian);
        for (var j = 0; j < beta.Length; j++)
        {
            gradient[j] = prior[j] * (beta[j] - start[j]);
            hessian[j, j] = prior[j] + 1e-9;
        }

        for (var i = 0; i < target.Length; i++)
        {
            var p = 1 / (1 + Math.Exp(-LogOdds(columns, beta, i)));
            var (residual, weight) = (p - target[i], p * (1 - p));
            for (var j = 0; j < beta.Length; j++)
            {
                gradient[j] += residual * columns[j][i];
                for (var k = 0; k <= j; k++)
                {
                    hessian[j, k] += weight * columns[j][i] * columns[k][i];
                }
            }
        }

        for (var j = 0; j < beta.Length; j++)
        {
            for (var k = 0; k < j; k++)
            {
                hessian[k, j] = hessian[j, k];
            }
        }
    }

    // A coefficient that stays where it is.
    private static void Hold(int held, double[] gradient, double[,] hessian)
    {
        gradient[held] = 0;
        for (var j = 0; j < gradient.Length; j++)
        {
            hessian[held, j] = hessian[j, held] = j == held ? 1 : 0;
        }
    }

    // Gaussian elimination without pivoting, which a positive definite matrix does not need.
    private static double[] Solve(double[,] hessian, double[] gradient)
    {
        var size = gradient.Length;
        var solution = gradient.ToArray();
        for (var pivot = 0; pivot < size; pivot++)
        {
            for (var row = pivot + 1; row < size; row++)
            {
                var factor = hessian[row, pivot] / hessian[pivot, pivot];
                for (var column = pivot; column < size; column++)
                {
                    hessian[row, column] -= factor * hessian[pivot, column];
                }

                solution[row] -= factor * solution[pivot];
            }
        }

        for (var row = size - 1; row >= 0; row--)
        {
            for (var column = row + 1; column < size; column++)
            {
                solution[row] -= hessian[row, column] * solution[column];
            }

            solution[row] /= hessian[row, row];
        }

        return solution;
    }
}
