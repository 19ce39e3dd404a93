using System.Globalization;
using Trainer.Export;

namespace Trainer.Sweep;

/// <summary>Proves that what was evaluated is what was exported, on every test query.</summary>
internal static class Parity
{
    /// <summary>Verifies the bundle and compares its scores with the trainer's.</summary>
    /// <exception cref="BundleException">They differ.</exception>
    public static void Require(string directory, IReadOnlyList<string> texts, float[] expected)
    {
        var verification = BundleVerifier.Verify(directory);
        if (!verification.IsWhole)
        {
            throw new BundleException($"the bundle that was just written does not verify: {string.Join("; ", verification.Problems)}");
        }

        using var router = Router.Load(directory);
        var difference = LargestDifference(router.Score(texts), expected);
        if (!(difference <= BundleWriter.ScoreTolerance))
        {
            throw new BundleException(string.Create(CultureInfo.InvariantCulture, $"the exported graph's scores differ by {difference:G3} from the trainer's, more than {BundleWriter.ScoreTolerance:G1}"));
        }
    }

    public static double LargestDifference(float[] actual, float[] expected) =>
        actual.Zip(expected, (a, e) => (double)Math.Abs(a - e)).DefaultIfEmpty(0).Max();
}
