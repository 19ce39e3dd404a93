namespace Trainer.Sweep;

/// <summary>What the trained router gives the test queries.</summary>
/// <param name="Values">Calibrated scores, row by row.</param>
/// <param name="Raw">The same before calibration.</param>
/// <param name="Unsettled">Queries whose scores may jump by rounding in another runtime.</param>
internal sealed record TestScores(float[] Values, float[] Raw, bool[] Unsettled)
{
    public static TestScores Of(FittedRouter router, RoutingProblem test, CancellationToken cancellation)
    {
        var raw = router.Raw(test.Texts, test.Scores, cancellation);
        return new(router.Calibrate(raw, test.Domains), raw, router.Unsettled(test.Texts, raw, test.Scores, cancellation));
    }
}
