using System.Globalization;
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
        var missing = BundleFiles.All.ToHashSet(StringComparer.Ordinal);
        foreach (var entry in new DirectoryInfo(directory).EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            var belongs = missing.Remove(entry.Name);
            if (Refusal(entry, belongs) is { } refusal)
            {
                problems.Add(refusal);
                continue;
            }

            try
            {
                // A pipe has no length either, and reading it would wait for ever.
                files.Add(entry.Name, ((FileInfo)entry).Length == 0 ? [] : File.ReadAllBytes(entry.FullName));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                problems.Add($"{entry.Name} cannot be read: {e.Message}");
            }
        }

        problems.AddRange(BundleFiles.Required.Where(missing.Contains).Select(name => $"{name} is missing"));
        if (files.TryGetValue(BundleFiles.Manifest, out var bytes))
        {
            manifest = Parse(bytes, problems);
            Compare(manifest, files, problems);
        }

        return problems;
    }

    private static string? Refusal(FileSystemInfo entry, bool belongs)
    {
        if (entry.LinkTarget is not null || entry is not FileInfo file)
        {
            return $"{entry.Name} is a link or a folder; a bundle holds plain files only";
        }

        if (!belongs)
        {
            return $"{file.Name} does not belong to a bundle and is not in {BundleFiles.Manifest}";
        }

        var limit = file.Name == BundleFiles.Graph ? BundleFiles.MaxFileBytes : BundleFiles.MaxJsonBytes;
        return file.Length > limit
            ? string.Create(CultureInfo.InvariantCulture, $"{file.Name} has {file.Length} bytes; the format allows {limit}")
            : null;
    }

    private static Manifest? Parse(byte[] bytes, List<string> problems)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize<Manifest>(bytes, BundleJson.Indented)!;
            if (manifest.Algorithm == "sha256"
                && manifest.Files.All(file => file.Sha256.Length == 2 * SHA256.HashSizeInBytes)
                && manifest.Files.DistinctBy(file => file.Path, StringComparer.Ordinal).Count() == manifest.Files.Count
                && BundleJson.ToFile(Manifest.Of(manifest.Files)).AsSpan().SequenceEqual(bytes))
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

        var entries = manifest.Files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        foreach (var name in BundleFiles.Listed.Where(files.ContainsKey))
        {
            if (!entries.TryGetValue(name, out var entry))
            {
                problems.Add($"{name} is not in {BundleFiles.Manifest}");
            }
            else if (files[name].LongLength != entry.Size)
            {
                problems.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name} was changed: it has {files[name].LongLength} bytes, {BundleFiles.Manifest} says {entry.Size}"));
            }
            else if (Convert.ToHexStringLower(SHA256.HashData(files[name])) is var actual && actual != entry.Sha256)
            {
                problems.Add($"{name} was changed: its SHA-256 is {actual[..12]}…, {BundleFiles.Manifest} says {entry.Sha256[..12]}…");
            }
        }

        if (entries.ContainsKey(BundleFiles.Tokenizer) && !files.ContainsKey(BundleFiles.Tokenizer))
        {
            problems.Add($"{BundleFiles.Tokenizer} is missing");
        }

        problems.AddRange(manifest.Files.Where(file => !BundleFiles.Listed.Contains(file.Path))
            .Select(file => $"{BundleFiles.Manifest} lists {file.Path}, which does not belong to a bundle"));
        if (files.TryGetValue(BundleFiles.Checksums, out var checksums) && !manifest.ToChecksums().AsSpan().SequenceEqual(checksums))
        {
            problems.Add($"{BundleFiles.Checksums} was changed: it differs from {BundleFiles.Manifest}");
        }
    }
}
