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
