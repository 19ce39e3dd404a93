using System.Text;
using System.Text.Json;
using Trainer.Onnx;

namespace Trainer.Export;

/// <summary>Writes bundles: the same contents give the same bytes.</summary>
public static class BundleWriter
{
    /// <summary>Largest difference of a golden score that still counts as equal unless the contents say otherwise.</summary>
    public const double ScoreTolerance = 1e-5;

    /// <summary>
    /// Writes a bundle into a folder beside <paramref name="directory"/> and renames it when it is complete. An earlier bundle at that
    /// place is replaced; anything else there is left alone and refused. A kill at any instant leaves the earlier bundle or the new one: at
    /// the place itself or, between the two renames that a replacement takes, the earlier one beside it as <c>….replaced</c>.
    /// </summary>
    /// <returns>The root digest.</returns>
    /// <exception cref="BundleException">The place is taken by something that is not a bundle, or the contents would be refused
    /// when read.</exception>
    public static string Write(BundleContents contents, string directory)
    {
        directory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        var (beside, replaced) = (directory + ".writing", directory + ".replaced");
        if (Array.Find([directory, beside, replaced], IsForeign) is { } taken)
        {
            throw new BundleException($"{taken} exists and is not a bundle; nothing was written; choose another place or remove it");
        }

        var files = Files(contents, out var manifest);
        _ = new Bundle(directory, manifest, files);
        Remove(beside);
        Directory.CreateDirectory(beside);
        foreach (var (name, bytes) in files)
        {
            using var stream = new FileStream(Path.Combine(beside, name), FileMode.CreateNew);
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }

        if (Directory.Exists(directory))
        {
            Remove(replaced);
            Directory.Move(directory, replaced);
        }

        Directory.Move(beside, directory);
        Remove(replaced);
        return manifest.RootDigest;
    }

    // A bundle, even a damaged or half-written one, holds a bundle's files and no others; only such a folder is ever deleted.
    private static bool IsForeign(string place)
    {
        if (!Directory.Exists(place))
        {
            return File.Exists(place);
        }

        var entries = new DirectoryInfo(place).GetFileSystemInfos();
        var isBundle = entries.All(entry => entry is FileInfo && BundleFiles.All.Contains(entry.Name))
            && entries.Any(entry => entry.Name == BundleFiles.Descriptor);
        return entries.Length > 0 && !isBundle;
    }

    private static void Remove(string bundle)
    {
        if (Directory.Exists(bundle))
        {
            // The descriptor last: what a kill leaves is then still known for a bundle.
            foreach (var file in Directory.GetFiles(bundle).OrderBy(file => Path.GetFileName(file) == BundleFiles.Descriptor))
            {
                File.Delete(file);
            }

            Directory.Delete(bundle);
        }
    }

    private static Dictionary<string, byte[]> Files(BundleContents contents, out Manifest manifest)
    {
        var labels = BundleJson.ToFile(contents.Labels);
        var metadata = GraphMetadata.Of(labels, contents.Features, contents.Provenance);
        var graph = contents.BuildGraph(metadata);
        var scoresPerQuery = GraphBytes.LastDimension(graph, GraphSession.ScoresName);
        var descriptor = new BundleDescriptor(
            BundleDescriptor.CurrentFormatVersion,
            contents.Name,
            metadata[GraphMetadata.BundleId],
            contents.Task,
            new GraphSignature(
                BundleFiles.Graph,
                GraphBytes.Inputs(graph),
                GraphSession.ScoresName,
                scoresPerQuery,
                ["ai.onnx 17", "ai.onnx.ml 3", "com.microsoft 1"],
                "1.14"),
            new GoldenRule(contents.Golden.Count, contents.ScoreTolerance));
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            [BundleFiles.Descriptor] = BundleJson.ToFile(descriptor),
            [BundleFiles.Graph] = graph,
            [BundleFiles.Labels] = labels,
            [BundleFiles.Policy] = BundleJson.ToFile(contents.Policy),
            [BundleFiles.Features] = contents.Features,
            [BundleFiles.Calibration] = contents.Calibration,
            [BundleFiles.Golden] = Encoding.UTF8.GetBytes(
                string.Concat(contents.Golden.Select(row => JsonSerializer.Serialize(row, BundleJson.Line) + "\n"))),
            [BundleFiles.Evaluation] = contents.Evaluation,
            [BundleFiles.Provenance] = contents.Provenance,
            [BundleFiles.ModelCard] = contents.ModelCard,
        };
        if (contents.Tokenizer is { } tokenizer)
        {
            files.Add(BundleFiles.Tokenizer, tokenizer);
        }

        manifest = Manifest.Of(files);
        files.Add(BundleFiles.Manifest, BundleJson.ToFile(manifest));
        files.Add(BundleFiles.Checksums, manifest.ToChecksums());
        return files;
    }
}
