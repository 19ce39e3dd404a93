using System.Globalization;
using Trainer.Export;
using Trainer.Features.Encoders;
using Trainer.Reporting;

namespace Trainer.Sweep;

/// <summary>Proves that what was evaluated is what was exported, on every test query.</summary>
internal static class Parity
{
    /// <summary>Verifies the bundle and compares its scores and decisions with the trainer's.</summary>
    /// <exception cref="BundleException">The bundle is not whole, or a score differs by more than the bundle's own tolerance.</exception>
    public static ParityReport Require(string directory, IEmbedder? embedder, RoutingProblem test, TestScores expected)
    {
        var verification = BundleVerifier.Verify(directory);
        if (!verification.IsWhole)
        {
            throw new BundleException($"the bundle that was just written does not verify: {string.Join("; ", verification.Problems)}");
        }

        using var router = Router.Load(directory, embedder);
        var actual = router.Score(test.Texts, router.ExternalScoreNames.Count == 0 ? null : test.Scores.Of(router.ExternalScoreNames).Values, test.Domains);

        // Where a value lies within rounding of a threshold either side of it is right.
        var unsettled = expected.Unsettled;
        var difference = actual
            .Where((_, i) => !unsettled[i / router.ScoresPerQuery])
            .Zip(expected.Values.Where((_, i) => !unsettled[i / router.ScoresPerQuery]), (a, e) => (double)Math.Abs(a - e))
            .DefaultIfEmpty(0).Max();
        return difference <= BundleWriter.ScoreTolerance
            ? new ParityReport(test.Texts.Length, difference, ChangedDecisions(router, actual, expected.Values), unsettled.Count(isUnsettled => isUnsettled))
            : throw new BundleException(string.Create(
                CultureInfo.InvariantCulture,
                $"the exported graph's scores differ by {difference:G3} from the trainer's, more than {BundleWriter.ScoreTolerance:G1}"));
    }

    private static int ChangedDecisions(Router router, float[] actual, float[] expected)
    {
        var changed = 0;
        foreach (var point in router.Bundle.Policy.OperatingPoints)
        {
            for (var start = 0; start < actual.Length; start += router.ScoresPerQuery)
            {
                var (exported, trained) = (
                    router.Decide(actual.AsSpan(start, router.ScoresPerQuery), point),
                    router.Decide(expected.AsSpan(start, router.ScoresPerQuery), point));
                changed += exported.ModelIndex == trained.ModelIndex ? 0 : 1;
            }
        }

        return changed;
    }
}
