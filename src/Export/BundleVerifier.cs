using System.Globalization;

namespace Trainer.Export;

/// <summary>Proves that a bundle is whole and still answers as it did when it was written.</summary>
public static class BundleVerifier
{
    private const int MaxRowsNamed = 10;

    /// <summary>
    /// Checks every hash, the graph's own metadata, and replays the golden rows. O(bytes) and one run of the graph per golden row.
    /// </summary>
    public static VerificationResult Verify(string directory)
    {
        var problems = BundleReader.Read(directory, out var manifest, out var files);
        if (problems.Count > 0)
        {
            return new VerificationResult(directory, manifest?.RootDigest, 0, double.NaN, problems);
        }

        try
        {
            using var router = Router.LoadForReplay(new Bundle(directory, manifest!, files));
            return Replay(router);
        }
        catch (BundleException e)
        {
            return new VerificationResult(directory, manifest?.RootDigest, 0, double.NaN, [e.Message]);
        }
    }

    private static VerificationResult Replay(Router router)
    {
        var bundle = router.Bundle;
        var rows = bundle.Golden().ToArray();
        var problems = new List<string>();
        var scores = Score(router, rows);
        var largest = rows.Length == 0 ? double.NaN : 0.0;
        var differing = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var difference = 0.0;
            for (var j = 0; j < router.ScoresPerQuery; j++)
            {
                difference = Math.Max(difference, Math.Abs(scores[(i * router.ScoresPerQuery) + j] - rows[i].Scores[j]));
            }

            largest = Math.Max(largest, difference);

            // The rule is replayed on the recorded scores: at a tie, new ones within the tolerance may rightly fall on the other side.
            var decision = router.Decide([.. rows[i].Scores], bundle.OperatingPoint());
            if ((!(difference <= bundle.Descriptor.Golden.ScoreTolerance) || decision.Model != rows[i].Model)
                && ++differing <= MaxRowsNamed)
            {
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"{BundleFiles.Golden}, line {i + 1}: scores differ by " +
                    $"{difference:G3}, decision is {decision.Model}, expected {rows[i].Model}"));
            }
        }

        if (differing > MaxRowsNamed)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"and {differing - MaxRowsNamed} golden rows more"));
        }

        return new VerificationResult(bundle.Directory, bundle.Manifest.RootDigest, rows.Length, largest, problems);
    }

    private static float[] Score(Router router, GoldenRow[] rows)
    {
        try
        {
            var scores = new float[rows.Length * router.ScoresPerQuery];
            for (var i = 0; i < rows.Length; i++)
            {
                router.Score(
                    rows[i].Text,
                    rows[i].Embedding,
                    rows[i].ExternalScores,
                    rows[i].Domain,
                    scores.AsSpan(i * router.ScoresPerQuery, router.ScoresPerQuery));
            }

            return scores;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new BundleException(
                $"{router.Bundle.Directory}: {BundleFiles.Graph} fails on the texts of {BundleFiles.Golden}: {e.Message}", e);
        }
    }
}
