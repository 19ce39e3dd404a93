using System.Text;
using System.Text.Json;

namespace Trainer.Export;

/// <summary>A bundle read from disk, every file checked against the manifest. Reading runs nothing.</summary>
public sealed class Bundle
{
    private readonly Dictionary<string, byte[]> _files;

    private Bundle(string directory, Manifest manifest, Dictionary<string, byte[]> files)
    {
        Directory = directory;
        Manifest = manifest;
        _files = files;
        Descriptor = Parse<BundleDescriptor>(BundleFiles.Descriptor);
        Labels = Parse<Labels>(BundleFiles.Labels);
        Policy = Parse<Policy>(BundleFiles.Policy);
        Check();
    }

    /// <summary>Where it was read.</summary>
    public string Directory { get; }

    /// <summary>Sizes and digests.</summary>
    public Manifest Manifest { get; }

    /// <summary>Root descriptor.</summary>
    public BundleDescriptor Descriptor { get; }

    /// <summary>The models.</summary>
    public Labels Labels { get; }

    /// <summary>The decision rule.</summary>
    public Policy Policy { get; }

    /// <summary>Reads a bundle.</summary>
    /// <exception cref="BundleException">A file is missing, unknown, changed, too large or not what the format says; the message names it.</exception>
    public static Bundle Read(string directory)
    {
        var problems = BundleReader.Read(directory, out var manifest, out var files);
        return problems.Count == 0
            ? new Bundle(directory, manifest!, files)
            : throw new BundleException($"{directory}: {string.Join("; ", problems)}");
    }

    /// <summary>A file's bytes.</summary>
    public ReadOnlyMemory<byte> File(string name) => _files[name];

    /// <summary>The texts to replay.</summary>
    public IEnumerable<GoldenRow> Golden()
    {
        var number = 0;
        foreach (var line in Encoding.UTF8.GetString(_files[BundleFiles.Golden]).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            number++;
            yield return Parse<GoldenRow>(BundleFiles.Golden, Encoding.UTF8.GetBytes(line), number);
        }
    }

    /// <summary>The operating point of a name, or the default one.</summary>
    /// <exception cref="BundleException">There is none of that name.</exception>
    public OperatingPoint OperatingPoint(string? name = null) =>
        Policy.OperatingPoints.FirstOrDefault(point => point.Name == (name ?? Policy.Default))
        ?? throw new BundleException($"{Directory}: there is no operating point '{name ?? Policy.Default}'; there are {string.Join(", ", Policy.OperatingPoints.Select(point => point.Name))}");

    /// <summary>
    /// The same bundle to be written again, perhaps with another policy. The graph is kept as it is; golden decisions follow the policy's default.
    /// </summary>
    public BundleContents ToContents(Policy? policy = null)
    {
        var rules = policy ?? Policy;
        var point = rules.OperatingPoints.First(candidate => candidate.Name == rules.Default);
        return new BundleContents
        {
            Name = Descriptor.Name,
            Task = Descriptor.Task,
            BuildGraph = _ => _files[BundleFiles.Graph],
            Labels = Labels,
            Policy = rules,
            Golden = [.. Golden().Select(row => row with { Model = Labels.Models[DecisionRule.Choose([.. row.Scores], Labels, point)].Id })],
            Features = _files[BundleFiles.Features],
            Calibration = _files[BundleFiles.Calibration],
            Evaluation = _files[BundleFiles.Evaluation],
            Provenance = _files[BundleFiles.Provenance],
            ModelCard = _files[BundleFiles.ModelCard],
        };
    }

    private void Check()
    {
        var major = Descriptor.FormatVersion.Split('.')[0];
        if (major != BundleDescriptor.CurrentFormatVersion.Split('.')[0])
        {
            throw new BundleException($"{Directory}: {BundleFiles.Descriptor} has format version {Descriptor.FormatVersion}; this version reads {BundleDescriptor.CurrentFormatVersion}; use a newer one");
        }

        var expected = Descriptor.Task == RoutingTask.Pair ? 1 : Labels.Models.Count;
        if (Labels.Models.Count < 2 || (Descriptor.Task == RoutingTask.Pair && Labels.Models.Count != 2) || Descriptor.Graph.ScoresPerQuery != expected)
        {
            throw new BundleException($"{Directory}: {BundleFiles.Labels} has {Labels.Models.Count} models and {BundleFiles.Descriptor} {Descriptor.Graph.ScoresPerQuery} scores per query, which do not fit together");
        }

        if (Policy.OperatingPoints.Any(point => Descriptor.Task == RoutingTask.Pair ? point.Threshold is null : point.UsdTradeoff is null))
        {
            throw new BundleException($"{Directory}: {BundleFiles.Policy} has an operating point without {(Descriptor.Task == RoutingTask.Pair ? "threshold" : "usdTradeoff")}");
        }

        _ = OperatingPoint();
    }

    private T Parse<T>(string name) => Parse<T>(name, _files[name], 0);

    private T Parse<T>(string name, byte[] bytes, int line)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(bytes, BundleJson.Indented) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            var place = line == 0 ? name : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name}, line {line}");
            throw new BundleException($"{Directory}: {place} is not what the format says: {e.Message}", e);
        }
    }
}
