using Trainer.Evaluation;

namespace Trainer.Calibration;

/// <summary>Settings of the decision rule for what a user wants, read off scores of queries that the learner was not fitted on.</summary>
internal static class OperatingPointCalibration
{
    /// <summary>
    /// The threshold whose strong share comes nearest to the wanted one; of two as near, the one with fewer strong calls. Equal
    /// scores cannot be separated, so the achieved share may differ. The threshold lies midway between two scores: rounding in
    /// another runtime moves no decision.
    /// </summary>
    public static (double Threshold, double AchievedShare) Threshold(ReadOnlySpan<float> scores, double wantedShare)
    {
        var falling = Sorted(scores);
        var best = (Count: 0, Distance: wantedShare);
        for (var count = 1; count <= falling.Length; count++)
        {
            var endsGroup = count == falling.Length || falling[count] != falling[count - 1];
            var distance = Math.Abs(((double)count / falling.Length) - wantedShare);
            if (endsGroup && distance < best.Distance)
            {
                best = (count, distance);
            }
        }

        return (Between(falling, best.Count), (double)best.Count / falling.Length);
    }

    /// <summary>
    /// The largest threshold, that is the fewest strong calls, whose mean quality is at least the wanted one; null if none is.
    /// </summary>
    public static double? ThresholdForQuality(PairOutcomes outcomes, ReadOnlySpan<float> scores, double wantedQuality) =>
        FirstPoint(outcomes, scores, point => point.Quality >= wantedQuality);

    /// <summary>
    /// The smallest threshold, that is the most strong calls, whose mean cost is at most the budget; null if even no strong call
    /// is over it.
    /// </summary>
    public static double? ThresholdForBudget(PairOutcomes outcomes, ReadOnlySpan<float> scores, double budgetUsd)
    {
        var curve = Curve(outcomes, scores);
        var point = Enumerable.Range(0, curve.Points).LastOrDefault(i => curve[i].CostUsd <= budgetUsd, -1);
        return point < 0 ? null : Between(Sorted(scores), CountAt(curve, point, outcomes.Rows));
    }

    private static double? FirstPoint(PairOutcomes outcomes, ReadOnlySpan<float> scores, Func<CurvePoint, bool> holds)
    {
        var curve = Curve(outcomes, scores);
        for (var point = 0; point < curve.Points; point++)
        {
            if (holds(curve[point]))
            {
                return Between(Sorted(scores), CountAt(curve, point, outcomes.Rows));
            }
        }

        return null;
    }

    private static CostQualityCurve Curve(PairOutcomes outcomes, ReadOnlySpan<float> scores) =>
        new(outcomes, Array.ConvertAll(scores.ToArray(), score => (double)score));

    private static int CountAt(CostQualityCurve curve, int point, int rows) => (int)Math.Round(curve.StrongShare(point) * rows);

    private static float[] Sorted(ReadOnlySpan<float> scores)
    {
        var falling = scores.ToArray();
        Array.Sort(falling, (a, b) => b.CompareTo(a));
        return falling;
    }

    private static double Between(float[] falling, int count) => count == 0
        ? 2 // above every score: never
        : count == falling.Length
            ? 0 // every score: always
            : ((double)falling[count - 1] + falling[count]) / 2;
}
