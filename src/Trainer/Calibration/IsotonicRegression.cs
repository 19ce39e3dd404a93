namespace Trainer.Calibration;

/// <summary>
/// The rising function that fits best (Zadrozny and Elkan 2002, KDD), by pooling adjacent violators. The original is a staircase, which would give
/// whole blocks of queries the same score and leave no threshold between them; so the log-odds run straight from block centre to block centre, which
/// keeps the learner's order to the last query, and go on beyond the outer ones with a slope that hardly shows.
/// </summary>
internal sealed record IsotonicRegression : PiecewiseCalibrator
{
    // Steeper lines would turn rounding of a raw score into another score: neighbours that ask for more are one block.
    private const double LargestSlopePerDeviation = 20;

    /// <param name="centres">Mean raw scores of the blocks, rising; at least one.</param>
    /// <param name="logOdds">Of the blocks, rising.</param>
    /// <param name="outerSlope">Slope beyond the outer centres, above 0.</param>
    public IsotonicRegression(float[] centres, float[] logOdds, float outerSlope)
    {
        (Centres, Levels, OuterSlope) = (centres, logOdds, outerSlope);
        var slopes = new float[centres.Length + 1];
        Array.Fill(slopes, outerSlope);
        for (var i = 1; i < centres.Length; i++)
        {
            slopes[i] = (logOdds[i] - logOdds[i - 1]) / (centres[i] - centres[i - 1]);
        }

        SetPieces(centres, [centres[0], .. centres], [logOdds[0], .. logOdds], slopes);
    }

    /// <summary>Mean raw scores of the blocks.</summary>
    public float[] Centres { get; }

    /// <summary>Log-odds at the centres.</summary>
    public float[] Levels { get; }

    /// <summary>Log-odds per unit of the raw score beyond the outer centres.</summary>
    public float OuterSlope { get; }

    /// <summary>Fits; O(n log n).</summary>
    public static IsotonicRegression Fit(ReadOnlySpan<double> raw, ReadOnlySpan<double> target)
    {
        if (raw.Length == 0)
        {
            return new IsotonicRegression([0], [0], 1);
        }

        var deviation = Moments(raw).Deviation;
        var outer = SmallestSlopePerDeviation / (deviation < 1e-12 ? 1 : deviation);
        var steepest = LargestSlopePerDeviation / (deviation < 1e-12 ? 1 : deviation);
        var rows = ScoreBlock.Of(raw, target);
        var all = rows.Aggregate((one, next) => one.With(next));
        var overall = Drawn(all.Target, raw.Length);
        var drawn = PoolAdjacentViolators.Pool(PoolAdjacentViolators.Pool(rows).Select(block => block.Drawn(overall)));
        var blocks = PoolAdjacentViolators.Pool(drawn, (one, next) => next.LogOdds - one.LogOdds > steepest * (next.Raw - one.Raw));
        var fit = Of(blocks, outer);

        // Straight lines between centres may miss data that are all but constant by more than a constant does.
        var constant = Of([all with { Target = overall }], outer);
        return Loss(fit, raw, target) <= Loss(constant, raw, target) ? fit : constant;
    }

    private static IsotonicRegression Of(List<ScoreBlock> blocks, double outerSlope) => new(
        [.. blocks.Select(block => (float)block.Raw)], [.. blocks.Select(block => (float)block.LogOdds)], (float)outerSlope);

    private static double Loss(IsotonicRegression map, ReadOnlySpan<double> raw, ReadOnlySpan<double> target)
    {
        double sum = 0;
        for (var i = 0; i < raw.Length; i++)
        {
            sum += LogisticFit.CrossEntropy(target[i], map.LogOdds((float)raw[i]));
        }

        return sum;
    }
}
