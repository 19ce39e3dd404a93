using System.Globalization;

namespace Trainer.Export;

/// <summary>Proves that a bundle is whole and still answers as it did when it was written.</summary>
public static class BundleVerifier
{
    private const int MaxRowsNamed = 10;

    /// <summary>Checks every hash, the graph's own metadata, and replays the golden rows.</summary>
    public static VerificationResult Verify(string directory)
    {
        var problems = BundleReader.Read(directory, out var manifest, out _);
        if (problems.Count > 0)
        {
            return new VerificationResult(directory, manifest?.RootDigest, 0, double.NaN, problems);
        }

        try
        {
            using var router = Router.Load(directory);
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
        if (rows.Length != bundle.Descriptor.Golden.Rows)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{BundleFiles.Golden} has {rows.Length} rows, {BundleFiles.Descriptor} says {bundle.Descriptor.Golden.Rows}"));
        }

        var scores = router.Score([.. rows.Select(row => row.Text)]);
        var largest = 0.0;
        var differing = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var actual = scores.AsSpan(i * router.ScoresPerQuery, router.ScoresPerQuery);
            var difference = rows[i].Scores.Count == actual.Length ? 0.0 : double.PositiveInfinity;
            for (var j = 0; j < actual.Length && difference < double.PositiveInfinity; j++)
            {
                difference = Math.Max(difference, Math.Abs(actual[j] - rows[i].Scores[j]));
            }

            largest = Math.Max(largest, difference);
            var decision = router.Decide(actual, bundle.OperatingPoint());
            if (!(difference <= bundle.Descriptor.Golden.ScoreTolerance) || decision.Model != rows[i].Model)
            {
                differing++;
                if (differing <= MaxRowsNamed)
                {
                    problems.Add(string.Create(CultureInfo.InvariantCulture, $"{BundleFiles.Golden}, line {i + 1}: scores differ by {difference:G3}, decision is {decision.Model}, expected {rows[i].Model}"));
                }
            }
        }

        if (differing > MaxRowsNamed)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"and {differing - MaxRowsNamed} golden rows more"));
        }

        return new VerificationResult(bundle.Directory, bundle.Manifest.RootDigest, rows.Length, largest, problems);
    }
}
