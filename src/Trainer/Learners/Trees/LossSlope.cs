namespace Trainer.Learners.Trees;

/// <summary>Losses of scores, and their first and second derivatives.</summary>
internal static class LossSlope
{
    private const double LeastHessian = 1e-12;

    /// <summary>A number of outputs per row, [outputs][rows]; targets are in the same form, of softmax as shares that sum to 1.</summary>
    public static void Of(
        bool isSquared, double[][] targets, double[][] scores, ReadOnlySpan<int> rows, int output, double[] gradients, double[] hessians)
    {
        var (ofTargets, ofScores) = (targets[output], scores[output]);
        foreach (var row in rows)
        {
            if (isSquared)
            {
                (gradients[row], hessians[row]) = (ofScores[row] - ofTargets[row], 1);
                continue;
            }

            var p = Probability(scores, row, output);
            (gradients[row], hessians[row]) = (p - ofTargets[row], Math.Max(p * (1 - p), LeastHessian));
        }
    }

    /// <summary>Mean loss over rows.</summary>
    public static double Mean(bool isSquared, double[][] targets, double[][] scores, ReadOnlySpan<int> rows)
    {
        var sum = 0.0;
        foreach (var row in rows)
        {
            for (var output = 0; output < targets.Length; output++)
            {
                var (y, z) = (targets[output][row], scores[output][row]);
                if (isSquared)
                {
                    sum += (z - y) * (z - y) / 2;
                }
                else if (targets.Length == 1)
                {
                    // ln(1 + e^z) - yz without overflow
                    sum += Math.Max(z, 0) + Math.Log(1 + Math.Exp(-Math.Abs(z))) - (y * z);
                }
                else if (y > 0)
                {
                    sum -= y * Math.Log(Math.Max(Probability(scores, row, output), double.Epsilon));
                }
            }
        }

        return sum / Math.Max(1, rows.Length);
    }

    // Logistic for one output, softmax for several.
    private static double Probability(double[][] scores, int row, int output)
    {
        if (scores.Length == 1)
        {
            return 1 / (1 + Math.Exp(-scores[0][row]));
        }

        var sum = 0.0;
        foreach (var column in scores)
        {
            sum += Math.Exp(column[row] - scores[output][row]);
        }

        return 1 / sum;
    }
}
