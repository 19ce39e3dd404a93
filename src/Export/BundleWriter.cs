using System.Text;
using System.Text.Json;

namespace Trainer.Export;

/// <summary>Writes bundles: the same contents give the same bytes.</summary>
public static class BundleWriter
{
    /// <summary>Largest difference of a golden score that still counts as equal.</summary>
    public const double ScoreTolerance = 1e-5;

    /// <summary>
    /// Writes a bundle into a folder beside <paramref name="directory"/> and renames it when it is complete. An earlier bundle at that place
    /// is replaced; anything else there is left alone and refused.
    /// </summary>
    /// <returns>The root digest.</returns>
    /// <exception cref="BundleException">The place is taken by something that is not a bundle.</exception>
    public static string Write(BundleContents contents, string directory)
    {
        directory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        if (File.Exists(directory) || (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any() && !File.Exists(Path.Combine(directory, BundleFiles.Manifest))))
        {
            throw new BundleException($"{directory} exists and is not a bundle; nothing was written; choose another place or remove it");
        }

        var files = Files(contents);
        var beside = directory + ".writing";
        if (Directory.Exists(beside))
        {
            Directory.Delete(beside, recursive: true);
        }

        Directory.CreateDirectory(beside);
        foreach (var (name, bytes) in files)
        {
            using var stream = new FileStream(Path.Combine(beside, name), FileMode.CreateNew);
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }

        var replaced = directory + ".replaced";
        if (Directory.Exists(replaced))
        {
            Directory.Delete(replaced, recursive: true);
        }

        if (Directory.Exists(directory))
        {
            Directory.Move(directory, replaced);
        }

        Directory.Move(beside, directory);
        if (Directory.Exists(replaced))
        {
            Directory.Delete(replaced, recursive: true);
        }

        return Manifest.Of(files.Where(file => BundleFiles.Payload.Contains(file.Key))).RootDigest;
    }

    private static Dictionary<string, byte[]> Files(BundleContents contents)
    {
        var labels = BundleJson.ToFile(contents.Labels);
        var metadata = GraphMetadata.Of(labels, contents.Features, contents.Provenance);
        var scoresPerQuery = contents.Task == RoutingTask.Pair ? 1 : contents.Labels.Models.Count;
        var descriptor = new BundleDescriptor(
            BundleDescriptor.CurrentFormatVersion,
            contents.Name,
            metadata[GraphMetadata.BundleId],
            contents.Task,
            new GraphSignature(BundleFiles.Graph, "text", "scores", scoresPerQuery, ["ai.onnx 17", "ai.onnx.ml 3", "com.microsoft 1"], "1.14"),
            new GoldenRule(contents.Golden.Count, ScoreTolerance));
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            [BundleFiles.Descriptor] = BundleJson.ToFile(descriptor),
            [BundleFiles.Graph] = contents.BuildGraph(metadata),
            [BundleFiles.Labels] = labels,
            [BundleFiles.Policy] = BundleJson.ToFile(contents.Policy),
            [BundleFiles.Features] = contents.Features,
            [BundleFiles.Calibration] = contents.Calibration,
            [BundleFiles.Golden] = Encoding.UTF8.GetBytes(string.Concat(contents.Golden.Select(row => JsonSerializer.Serialize(row, BundleJson.Line) + "\n"))),
            [BundleFiles.Evaluation] = contents.Evaluation,
            [BundleFiles.Provenance] = contents.Provenance,
            [BundleFiles.ModelCard] = contents.ModelCard,
        };
        var manifest = Manifest.Of(files);
        files.Add(BundleFiles.Manifest, BundleJson.ToFile(manifest));
        files.Add(BundleFiles.Checksums, manifest.ToChecksums());
        return files;
    }
}
