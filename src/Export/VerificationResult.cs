namespace Trainer.Export;

/// <summary>What <see cref="BundleVerifier"/> found.</summary>
/// <param name="Directory">The bundle's folder.</param>
/// <param name="RootDigest">Digest over all files, or null if the manifest cannot be read.</param>
/// <param name="GoldenRows">Golden rows replayed.</param>
/// <param name="LargestScoreDifference">Largest absolute difference of a golden score; NaN if none was replayed.</param>
/// <param name="Problems">One sentence per culprit; empty if the bundle is whole.</param>
public sealed record VerificationResult(
    string Directory, string? RootDigest, int GoldenRows, double LargestScoreDifference, IReadOnlyList<string> Problems)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool IsWhole => Problems.Count == 0;
}
