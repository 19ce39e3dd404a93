using System.Globalization;
using System.Text.Json;
using Trainer.Onnx;

namespace Trainer.Export;

/// <summary>A bundle read from disk, every file checked against the manifest. Reading runs nothing. Immutable.</summary>
public sealed class Bundle
{
    private static readonly JsonDocumentOptions Strict =
        new() { AllowDuplicateProperties = false, MaxDepth = BundleJson.Indented.MaxDepth };

    private readonly Dictionary<string, byte[]> _files;
    private readonly Dictionary<string, OperatingPoint> _points;
    private readonly GoldenRow[] _golden;

    /// <summary>Checks files whose digests are right for what the format asks of them.</summary>
    internal Bundle(string directory, Manifest manifest, Dictionary<string, byte[]> files)
    {
        Directory = directory;
        Manifest = manifest;
        _files = files;

        // First, because another major version may look different in everything else.
        Demand(BundleRules.Version(Parse<Versioned>(BundleFiles.Descriptor).FormatVersion));
        Descriptor = Parse<BundleDescriptor>(BundleFiles.Descriptor);
        Labels = Parse<Labels>(BundleFiles.Labels);
        Policy = Parse<Policy>(BundleFiles.Policy);
        _golden = ParseGolden();
        foreach (var name in (string[])[BundleFiles.Calibration, BundleFiles.Evaluation, BundleFiles.Provenance])
        {
            Parse<JsonElement>(name); // Export only carries these, but they are JSON all the same
        }

        Features = Parse<FeaturesDescriptor>(BundleFiles.Features);
        Demand(BundleRules.Labels(Labels, Descriptor));
        Demand(BundleRules.Features(Features, Descriptor, _files.ContainsKey(BundleFiles.Tokenizer)));
        Demand(BundleRules.Descriptor(
            Descriptor, GraphMetadata.Id(_files[BundleFiles.Labels], _files[BundleFiles.Features], _files[BundleFiles.Provenance])));
        Demand(BundleRules.Policy(Policy, Descriptor.Task));
        Demand(BundleRules.Golden(_golden, Descriptor, RouterVectors.Dimension(this), Features.ExternalScores?.Count ?? 0));
        _points = Policy.OperatingPoints.ToDictionary(point => point.Name, StringComparer.Ordinal);
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

    /// <summary>What the router sees of a query.</summary>
    public FeaturesDescriptor Features { get; }

    /// <summary>Reads a bundle.</summary>
    /// <exception cref="BundleException">A file is missing, unknown, changed, too large or not what the format says; the message
    /// names it.</exception>
    public static Bundle Read(string directory)
    {
        var problems = BundleReader.Read(directory, out var manifest, out var files);
        return problems.Count == 0
            ? new Bundle(directory, manifest!, files)
            : throw new BundleException($"{directory}: {string.Join("; ", problems)}");
    }

    /// <summary>A file's bytes; the names are in <see cref="BundleFiles"/>.</summary>
    /// <exception cref="KeyNotFoundException">A bundle has no file of that name.</exception>
    public ReadOnlyMemory<byte> File(string name) => Bytes(name);

    /// <summary>The texts to replay.</summary>
    public IEnumerable<GoldenRow> Golden() => _golden;

    /// <summary>The operating point of a name, or the default one. O(1).</summary>
    /// <exception cref="BundleException">There is none of that name.</exception>
    public OperatingPoint OperatingPoint(string? name = null) =>
        _points.GetValueOrDefault(name ?? Policy.Default)
        ?? throw Fault($"there is no operating point '{name ?? Policy.Default}'; there are {string.Join(", ", _points.Keys)}");

    /// <summary>
    /// The same bundle to be written again, perhaps with another policy or with other costs. The graph computes what it did; only its
    /// metadata follow the bundle. Golden decisions follow the policy's default.
    /// </summary>
    /// <param name="policy">Another policy, or null for its own.</param>
    /// <param name="labels">The same models with other costs, or null for its own.</param>
    /// <exception cref="BundleException">
    /// The policy's default is not one of its operating points, or the labels are of other models.
    /// </exception>
    public BundleContents ToContents(Policy? policy = null, Labels? labels = null)
    {
        var (rules, named) = (policy ?? Policy, labels ?? Labels);
        if (!named.Models.Select(model => model.Id).SequenceEqual(Labels.Models.Select(model => model.Id), StringComparer.Ordinal))
        {
            throw Fault($"the new labels are not of its models {string.Join(", ", Labels.Models.Select(model => model.Id))}");
        }

        var point = rules.OperatingPoints.FirstOrDefault(candidate => candidate.Name == rules.Default)
            ?? throw Fault($"the default '{rules.Default}' of the new policy is not one of its operating points");
        return new BundleContents
        {
            Name = Descriptor.Name,
            Task = Descriptor.Task,
            BuildGraph = metadata => GraphBytes.WithMetadata(_files[BundleFiles.Graph], metadata),
            Labels = named,
            Policy = rules,
            Golden = [.. _golden.Select(row => row with { Model = named.Models[DecisionRule.Choose([.. row.Scores], named, point)].Id })],
            Features = _files[BundleFiles.Features],
            ScoreTolerance = Descriptor.Golden.ScoreTolerance,
            Tokenizer = _files.GetValueOrDefault(BundleFiles.Tokenizer),
            Calibration = _files[BundleFiles.Calibration],
            Evaluation = _files[BundleFiles.Evaluation],
            Provenance = _files[BundleFiles.Provenance],
            ModelCard = _files[BundleFiles.ModelCard],
        };
    }

    /// <summary><see cref="File"/> without the wrapping, for readers that promise not to write.</summary>
    internal byte[] Bytes(string name) => _files[name];

    private GoldenRow[] ParseGolden()
    {
        var rows = new List<GoldenRow>();
        var lines = _files[BundleFiles.Golden].AsMemory();
        for (var number = 1; !lines.IsEmpty; number++)
        {
            var length = lines.Span.IndexOf((byte)'\n') is >= 0 and var end ? end : lines.Length;
            rows.Add(Parse<GoldenRow>(
                string.Create(CultureInfo.InvariantCulture, $"{BundleFiles.Golden}, line {number}"), lines[..length]));
            lines = lines[Math.Min(length + 1, lines.Length)..];
        }

        return [.. rows];
    }

    private T Parse<T>(string name) => Parse<T>(name, _files[name]);

    private T Parse<T>(string place, ReadOnlyMemory<byte> json)
    {
        try
        {
            // As a document first: a duplicate among keys that the type does not know would otherwise pass.
            using var document = JsonDocument.Parse(json, Strict);
            return document.Deserialize<T>(BundleJson.Indented) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw Fault($"{place} is not what the format says: {e.Message}", e);
        }
    }

    private void Demand(string? fault)
    {
        if (fault is not null)
        {
            throw Fault(fault);
        }
    }

    private BundleException Fault(string problem, Exception? inner = null) => new($"{Directory}: {problem}", inner);

    /// <summary>The part of the descriptor that every version of the format has.</summary>
    private sealed record Versioned(string FormatVersion);
}
