using System.IO.Enumeration;

namespace Trainer.Features.Data.Input;

/// <summary>Turns what the user named into files, in an order that no file system decides.</summary>
internal static class InputPaths
{
    private static readonly string[] _extensions = [".csv", ".json", ".jsonl", ".ndjson", ".parquet"];

    public static IReadOnlyList<string> Expand(IReadOnlyList<string> inputs)
    {
        if (inputs.Count == 0)
        {
            throw new ArgumentException("No input was named; name a file, a folder or a pattern.", nameof(inputs));
        }

        return [.. inputs.SelectMany(Expand).DistinctBy(Path.GetFullPath, StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Expand(string input)
    {
        if (File.Exists(input))
        {
            return [input];
        }

        if (Directory.Exists(input))
        {
            return InFolder(input, LooksLikeData) is { Count: > 0 } files ? files : throw new DataFormatException(
                input, 0, null, $"the folder holds no data; expected are files ending in {string.Join(", ", _extensions)}, " +
                    "also with .gz");
        }

        var pattern = Path.GetFileName(input);
        var folder = Path.GetDirectoryName(input) is { Length: > 0 } named ? named : ".";
        if (!pattern.AsSpan().ContainsAny('*', '?') || !Directory.Exists(folder))
        {
            throw new DataFormatException(input, 0, null, "there is no such file or folder; check the path");
        }

        return InFolder(folder, name => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false)) is { Count: > 0 } matches
            ? matches
            : throw new DataFormatException(input, 0, null, "no file matches the pattern; check the path");
    }

    private static List<string> InFolder(string folder, Func<string, bool> wanted) =>
    [
        .. Directory.EnumerateFiles(folder)
            .Select(path => Path.GetFileName(path))
            .Where(name => !name.StartsWith('.') && wanted(name))
            .Order(StringComparer.Ordinal)
            .Select(name => folder == "." ? name : Path.Combine(folder, name)),
    ];

    private static bool LooksLikeData(string name)
    {
        var plain = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        return _extensions.Any(e => plain.EndsWith(e, StringComparison.OrdinalIgnoreCase));
    }
}
