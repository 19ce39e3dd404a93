using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Trainer.Export;

/// <summary>Sizes and digests of a bundle's files, sorted by name in ordinal order.</summary>
/// <param name="Algorithm">Always <c>sha256</c>.</param>
/// <param name="RootDigest">SHA-256 of the files' raw digests one after the other in name order, as in OpenSSF Model Signing 1.0.</param>
/// <param name="Files">The files.</param>
public sealed record Manifest(string Algorithm, string RootDigest, IReadOnlyList<ManifestEntry> Files)
{
    /// <summary>The manifest of files given as name and content.</summary>
    public static Manifest Of(IEnumerable<KeyValuePair<string, byte[]>> files) => Of(files.Select(file =>
        new ManifestEntry(file.Key, file.Value.LongLength, Convert.ToHexStringLower(SHA256.HashData(file.Value)))));

    /// <summary>The manifest of entries.</summary>
    public static Manifest Of(IEnumerable<ManifestEntry> entries)
    {
        var sorted = entries.OrderBy(entry => entry.Path, StringComparer.Ordinal).ToArray();
        var root = SHA256.HashData([.. sorted.SelectMany(entry => Convert.FromHexString(entry.Sha256))]);
        return new Manifest("sha256", Convert.ToHexStringLower(root), sorted);
    }

    /// <summary>The same in the form of <c>sha256sum</c>.</summary>
    public byte[] ToChecksums() =>
        Encoding.UTF8.GetBytes(
            string.Concat(Files.Select(file => string.Create(CultureInfo.InvariantCulture, $"{file.Sha256}  {file.Path}\n"))));
}
