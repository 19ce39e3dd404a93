using System.Text.Json.Nodes;

namespace Trainer.Export.Tests;

/// <summary>What somebody could do to a bundle's folder.</summary>
internal static class Tampering
{
    public static void Change(string bundle, string name, Func<byte[], byte[]> change)
    {
        var path = Path.Combine(bundle, name);
        File.WriteAllBytes(path, change(File.ReadAllBytes(path)));
    }

    public static void ChangeJson(string bundle, string name, Action<JsonNode> change) => Change(bundle, name, bytes =>
    {
        var node = JsonNode.Parse(bytes)!;
        change(node);
        return BundleJson.ToFile(node);
    });

    /// <summary>Rewrites manifest and checksums so that they fit whatever the files now are.</summary>
    public static void Seal(string bundle)
    {
        var manifest = Manifest.Of(
            BundleFiles.Payload.Select(name => KeyValuePair.Create(name, File.ReadAllBytes(Path.Combine(bundle, name)))));
        Seal(bundle, manifest);
    }

    public static void Seal(string bundle, Manifest manifest)
    {
        File.WriteAllBytes(Path.Combine(bundle, BundleFiles.Manifest), BundleJson.ToFile(manifest));
        File.WriteAllBytes(Path.Combine(bundle, BundleFiles.Checksums), manifest.ToChecksums());
    }
}
