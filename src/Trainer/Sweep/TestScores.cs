namespace Trainer.Sweep;

/// <summary>What the trained router gives the test queries.</summary>
/// <param name="Values">Calibrated scores, row by row.</param>
/// <param name="Unsettled">Queries whose scores may jump by rounding in another runtime.</param>
internal sealed record TestScores(float[] Values, bool[] Unsettled)
{
    public static TestScores Of(FittedRouter router, RoutingProblem test, CancellationToken cancellation) => new(
        router.Score(test.Texts, test.Scores, cancellation), router.Unsettled(test.Texts, test.Scores, cancellation));
}
