using System.Security.Cryptography;
using System.Text.Json;

namespace Trainer.Export;

/// <summary>Reads a bundle's files and compares them with the manifest, naming every culprit rather than stopping at the first.</summary>
internal static class BundleReader
{
    public static List<string> Read(string directory, out Manifest? manifest, out Dictionary<string, byte[]> files)
    {
        manifest = null;
        files = new(StringComparer.Ordinal);
        if (!Directory.Exists(directory))
        {
            return ["there is no such folder; a bundle is a folder that 'trainer sweep' or 'trainer export' wrote"];
        }

        var problems = new List<string>();
        foreach (var entry in new DirectoryInfo(directory).EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            if (entry.LinkTarget is not null || entry is not FileInfo file)
            {
                problems.Add($"{entry.Name} is a link or a folder; a bundle holds plain files only");
            }
            else if (!BundleFiles.Payload.Contains(file.Name) && file.Name is not (BundleFiles.Manifest or BundleFiles.Checksums))
            {
                problems.Add($"{file.Name} does not belong to a bundle and is not in {BundleFiles.Manifest}");
            }
            else if (file.Length > (file.Name == BundleFiles.Graph ? BundleFiles.MaxFileBytes : BundleFiles.MaxJsonBytes))
            {
                problems.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{file.Name} has {file.Length} bytes, more than the format allows"));
            }
            else
            {
                files.Add(file.Name, System.IO.File.ReadAllBytes(file.FullName));
            }
        }

        var present = files;
        problems.AddRange(BundleFiles.Payload.Append(BundleFiles.Manifest).Append(BundleFiles.Checksums)
            .Where(name => !present.ContainsKey(name)).Select(name => $"{name} is missing"));
        if (files.TryGetValue(BundleFiles.Manifest, out var bytes))
        {
            manifest = Parse(bytes, problems);
            Compare(manifest, files, problems);
        }

        return problems;
    }

    private static Manifest? Parse(byte[] bytes, List<string> problems)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize<Manifest>(bytes, BundleJson.Indented)!;
            if (manifest.Algorithm == "sha256" && BundleJson.ToFile(Manifest.Of(manifest.Files)).AsSpan().SequenceEqual(bytes))
            {
                return manifest;
            }
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or NullReferenceException)
        {
            // Falls through to the same answer: whatever these bytes are, no bundle writer wrote them.
        }

        problems.Add($"{BundleFiles.Manifest} was changed: it is not what a bundle writer would write for the files it lists");
        return null;
    }

    private static void Compare(Manifest? manifest, Dictionary<string, byte[]> files, List<string> problems)
    {
        if (manifest is null)
        {
            return;
        }

        foreach (var name in BundleFiles.Payload.Where(files.ContainsKey))
        {
            var entry = manifest.Files.FirstOrDefault(file => file.Path == name);
            if (entry is null)
            {
                problems.Add($"{name} is not in {BundleFiles.Manifest}");
            }
            else if (Convert.ToHexStringLower(SHA256.HashData(files[name])) is var actual && actual != entry.Sha256)
            {
                problems.Add($"{name} was changed: its SHA-256 is {actual[..12]}…, {BundleFiles.Manifest} says {entry.Sha256[..12]}…");
            }
        }

        problems.AddRange(manifest.Files.Where(file => !BundleFiles.Payload.Contains(file.Path))
            .Select(file => $"{BundleFiles.Manifest} lists {file.Path}, which does not belong to a bundle"));
        if (files.TryGetValue(BundleFiles.Checksums, out var checksums) && !manifest.ToChecksums().AsSpan().SequenceEqual(checksums))
        {
            problems.Add($"{BundleFiles.Checksums} was changed: it differs from {BundleFiles.Manifest}");
        }
    }
}
