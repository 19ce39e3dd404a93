using System.Text.Json;
using Trainer.Export;
using Trainer.Features.Data;

namespace Trainer.Regression;

/// <summary>Whether two comparisons were made on the same data, and whether a bundle has seen these.</summary>
internal static class DataIdentity
{
    /// <exception cref="UsageException">The data are not those that were asked for.</exception>
    public static void Expect(string hash, string? expected, string whoAsks)
    {
        if (expected is not null && !string.Equals(hash, expected, StringComparison.OrdinalIgnoreCase))
        {
            throw new UsageException($"the data have the hash {hash}, and {whoAsks} asks for {expected}; give the data that were meant");
        }
    }

    /// <summary>The data hash of an earlier report.</summary>
    /// <exception cref="DataFormatException">The file is no report of this kind.</exception>
    public static string OfReport(string path)
    {
        try
        {
            using var report = JsonDocument.Parse(File.ReadAllBytes(path), new() { MaxDepth = 32 });
            if (report.RootElement.ValueKind == JsonValueKind.Object
                && report.RootElement.TryGetProperty("schemaVersion", out var version)
                && version.ValueKind == JsonValueKind.String
                && version.GetString()!.StartsWith("1.", StringComparison.Ordinal)
                && report.RootElement.TryGetProperty("dataHash", out var hash)
                && hash.ValueKind == JsonValueKind.String
                && GateFile.IsHash(hash.GetString()!))
            {
                return hash.GetString()!;
            }
        }
        catch (JsonException e)
        {
            throw new DataFormatException(path, 0, null, "this is not JSON; give a report that 'trainer regress --report' wrote", e);
        }

        throw new DataFormatException(
            path, 0, null, "it has no schemaVersion 1.x and dataHash; give a report that 'trainer regress --report' wrote");
    }

    /// <summary>
    /// What speaks for it that a bundle was made from these data: the same content, a file of the same bytes, or golden prompts among
    /// the queries. A bundle holds no list of its training queries, so that nothing here proves the opposite.
    /// </summary>
    public static IReadOnlyList<string> Warnings(string side, Bundle bundle, string hash, RoutingDataSet data)
    {
        using var provenance = JsonDocument.Parse(bundle.File(BundleFiles.Provenance));
        var source = Value(provenance.RootElement, "data", JsonValueKind.Object);
        if (Text(source, "contentDigest") == hash)
        {
            return [$"The {side} bundle was trained on a part of these very data: what is measured on them flatters it."];
        }

        var files = Value(source, "files", JsonValueKind.Array);
        var digests = files.ValueKind == JsonValueKind.Array
            ? files.EnumerateArray().Select(file => Text(file, "sha256")).OfType<string>().ToHashSet(StringComparer.Ordinal)
            : [];
        if (data.Inputs.FirstOrDefault(input => digests.Contains(input.Sha256)) is { } shared)
        {
            return [$"The {side} bundle was trained on a part of {shared.Path}: what is measured on it flatters the bundle."];
        }

        var prompts = data.Table!.Queries.Select(query => NormalizedText.Key(query.Prompt))
            .Where(key => key.Length > 0)
            .ToHashSet(StringComparer.Ordinal);
        var golden = bundle.Golden().Count(row => prompts.Contains(NormalizedText.Key(row.Text)));
        return golden == 0
            ? []
            : [$"{golden} golden prompts of the {side} bundle are among these queries: they come from the data it was made from, " +
                "and others of these may have taught it."];
    }

    private static string? Text(JsonElement map, string key) =>
        Value(map, key, JsonValueKind.String) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    // A bundle's provenance is whatever its maker wrote there: what is not of the expected kind is not there.
    private static JsonElement Value(JsonElement map, string key, JsonValueKind kind) =>
        map.ValueKind == JsonValueKind.Object && map.TryGetProperty(key, out var value) && value.ValueKind == kind ? value : default;
}
