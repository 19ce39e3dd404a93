using Trainer.Features;

namespace Trainer.Learners.Logistic;

/// <summary>Logistic regression on targets in [0,1] of which some may be missing, with its way out where there is one class only.</summary>
internal static class ProbabilityModel
{
    /// <summary>Fits log-odds.</summary>
    /// <param name="features">One row per target.</param>
    /// <param name="targets">0 to 1; NaN where there is none.</param>
    /// <param name="rowWeights">How much each row counts.</param>
    /// <param name="c">Inverse penalty.</param>
    /// <param name="balanced">Whether rows weigh inversely to the frequency of their class.</param>
    /// <param name="cancellation">Ends the fit.</param>
    public static LinearModel Fit(
        FeatureMatrix features, double[] targets, double[] rowWeights, double c, bool balanced, CancellationToken cancellation)
    {
        var rows = Enumerable.Range(0, targets.Length).Where(row => !double.IsNaN(targets[row])).ToArray();
        var observed = Array.ConvertAll(rows, row => targets[row]);
        var mean = observed.Length == 0 ? 0 : observed.Average();
        if (mean is <= 0 or >= 1)
        {
            // One class only: there is nothing to separate. Laplace's rule keeps the log-odds finite.
            var smoothed = ((mean * observed.Length) + 1) / (observed.Length + 2);
            return new LinearModel(new float[features.ColumnCount], (float)Math.Log(smoothed / (1 - smoothed)));
        }

        var weights = Array.ConvertAll(
            rows, row => rowWeights[row] * (balanced ? (targets[row] * 0.5 / mean) + ((1 - targets[row]) * 0.5 / (1 - mean)) : 1));
        var x = rows.Length == features.RowCount ? features : features.Select(rows);
        return PenalizedRegression.Fit(x, observed, weights, c, Loss.Logistic, cancellation);
    }
}
