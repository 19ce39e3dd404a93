using System.Security.Cryptography;

namespace Trainer.Export;

/// <summary>What the graph says of itself, so that a swapped graph is noticed even if every checksum was rewritten.</summary>
internal static class GraphMetadata
{
    public const string BundleId = "trainer.bundle_id";
    public const string LabelsDigest = "trainer.labels_sha256";
    public const string FeaturesDigest = "trainer.features_sha256";

    public static IReadOnlyDictionary<string, string> Of(byte[] labels, byte[] features, byte[] provenance) =>
        new Dictionary<string, string>
        {
            [BundleId] = Id(labels, features, provenance),
            [LabelsDigest] = Convert.ToHexStringLower(SHA256.HashData(labels)),
            [FeaturesDigest] = Convert.ToHexStringLower(SHA256.HashData(features)),
        };

    public static string Id(byte[] labels, byte[] features, byte[] provenance)
    {
        byte[] digests = [.. SHA256.HashData(labels), .. SHA256.HashData(features), .. SHA256.HashData(provenance)];
        return Convert.ToHexStringLower(SHA256.HashData(digests))[..16];
    }
}
