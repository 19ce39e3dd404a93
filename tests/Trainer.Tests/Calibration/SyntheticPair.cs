using Trainer.Calibration.OperatingPoints;
using Trainer.Evaluation;
using Trainer.Export;
using Trainer.Features;

namespace Trainer.Tests.Calibration;

/// <summary>
/// Right-or-wrong answers whose truth is known: the score is uniform in 0 to 1, and with it s only the strong model is right with
/// probability 0.3 s and only the weak one with <see cref="Upsets"/>. A call of the strong model costs 1, of the weak one 0.1.
/// </summary>
internal sealed record SyntheticPair(double Upsets)
{
    public HeldOut Draw(int rows, ulong seed, int rowsPerGroup = 1)
    {
        var random = new SeededRandom(seed);
        var (weak, strong, scores) = (new double[rows], new double[rows], new float[rows]);
        for (var row = 0; row < rows; row++)
        {
            if (row % rowsPerGroup > 0)
            {
                (scores[row], weak[row], strong[row]) = (scores[row - 1], weak[row - 1], strong[row - 1]);
                continue;
            }

            scores[row] = (float)random.NextDouble();
            var draw = random.NextDouble();
            var (better, worse) = (draw < 0.3 * scores[row], draw >= 1 - Upsets);
            (weak[row], strong[row]) = better ? (0, 1) : worse ? (1, 0) : (1, 1);
        }

        double[] Each(double value) => [.. Enumerable.Repeat(value, rows)];
        return Of(weak, strong, scores, Each(0.1), Each(1), [.. Enumerable.Range(0, rows).Select(row => row / rowsPerGroup)]);
    }

    /// <summary>The true mean loss against the strong model at a threshold.</summary>
    public double Loss(double threshold) => Math.Min(threshold, 1) is var t ? (0.15 * t * t) - (Upsets * t) : 0;

    /// <summary>The true mean of max(0, loss).</summary>
    public static double PositiveLoss(double threshold) => 0.15 * Math.Pow(Math.Min(threshold, 1), 2);

    public static double Cost(double threshold) => 1 - (0.9 * Math.Min(threshold, 1));

    public static HeldOut Of(
        double[] weak, double[] strong, float[] scores, double[]? weakCost = null, double[]? strongCost = null, int[]? cluster = null,
        double[][]? latency = null) => new(
            true,
            new PoolOutcomes([weak, strong], weakCost is null ? null : [weakCost, strongCost!], cluster),
            threshold => Array.ConvertAll(scores, score => DecisionRule.Pair(score, threshold)),
            SettingPath.OfPair(scores),
            latency,
            ["weak", "strong"]);
}
