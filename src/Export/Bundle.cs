using System.Globalization;
using System.Text.Json;
using Trainer.Onnx;

namespace Trainer.Export;

/// <summary>A bundle read from disk, every file checked against the manifest. Reading runs nothing. Immutable.</summary>
public sealed class Bundle
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = BundleJson.Indented.MaxDepth };

    private readonly Dictionary<string, byte[]> _files;
    private readonly Dictionary<string, OperatingPoint> _points = new(StringComparer.Ordinal);
    private readonly GoldenRow[] _golden;

    /// <summary>Checks files whose digests are right for what the format asks of them.</summary>
    internal Bundle(string directory, Manifest manifest, Dictionary<string, byte[]> files)
    {
        Directory = directory;
        Manifest = manifest;
        _files = files;

        // First, because another major version may look different in everything else.
        CheckVersion(Parse<Versioned>(BundleFiles.Descriptor).FormatVersion);
        Descriptor = Parse<BundleDescriptor>(BundleFiles.Descriptor);
        Labels = Parse<Labels>(BundleFiles.Labels);
        Policy = Parse<Policy>(BundleFiles.Policy);
        _golden = ParseGolden();
        foreach (var name in (string[])[BundleFiles.Features, BundleFiles.Calibration, BundleFiles.Evaluation, BundleFiles.Provenance])
        {
            Parse<JsonElement>(name); // Export only carries these, but they are JSON all the same
        }
        CheckLabels();
        CheckDescriptor();
        CheckPolicy();
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
    /// The same bundle to be written again, perhaps with another policy. The graph is kept as it is; golden decisions follow the policy's default.
    /// </summary>
    /// <exception cref="BundleException">The policy's default is not one of its operating points.</exception>
    public BundleContents ToContents(Policy? policy = null)
    {
        var rules = policy ?? Policy;
        var point = rules.OperatingPoints.FirstOrDefault(candidate => candidate.Name == rules.Default)
            ?? throw Fault($"the default '{rules.Default}' of the new policy is not one of its operating points");
        return new BundleContents
        {
            Name = Descriptor.Name,
            Task = Descriptor.Task,
            BuildGraph = _ => _files[BundleFiles.Graph],
            Labels = Labels,
            Policy = rules,
            Golden = [.. _golden.Select(row => row with { Model = Labels.Models[DecisionRule.Choose([.. row.Scores], Labels, point)].Id })],
            Features = _files[BundleFiles.Features],
            Calibration = _files[BundleFiles.Calibration],
            Evaluation = _files[BundleFiles.Evaluation],
            Provenance = _files[BundleFiles.Provenance],
            ModelCard = _files[BundleFiles.ModelCard],
        };
    }

    /// <summary><see cref="File"/> without the wrapping, for readers that promise not to write.</summary>
    internal byte[] Bytes(string name) => _files[name];

    private void CheckVersion(string version)
    {
        var current = BundleDescriptor.CurrentFormatVersion;
        if (version.Split('.')[0] != current.Split('.')[0])
        {
            throw Fault($"{BundleFiles.Descriptor} has format version {version}; this library reads {current} and its later minor versions; use the library that wrote it or a newer one");
        }
    }

    private void CheckLabels()
    {
        if (Labels.Models.Any(model => model is null || model.Id.Length == 0) || Labels.Models.DistinctBy(model => model.Id).Count() != Labels.Models.Count)
        {
            throw Fault($"{BundleFiles.Labels} has a model without a name or a name twice");
        }

        var fits = Descriptor.Task == RoutingTask.Pair ? Labels.Models.Count == 2 : Labels.Models.Count >= 2;
        var scores = Descriptor.Task == RoutingTask.Pair ? 1 : Labels.Models.Count;
        if (!fits || Descriptor.Graph.ScoresPerQuery != scores)
        {
            throw Fault($"{BundleFiles.Labels} has {Labels.Models.Count} models and {BundleFiles.Descriptor} {Descriptor.Graph.ScoresPerQuery} scores per query, which do not fit together");
        }
    }

    private void CheckDescriptor()
    {
        var graph = Descriptor.Graph;
        if ((graph.File, graph.Input, graph.Output) != (BundleFiles.Graph, GraphSession.InputName, GraphSession.OutputName))
        {
            throw Fault($"{BundleFiles.Descriptor} names graph {graph.File}, input {graph.Input} and output {graph.Output}; the format has {BundleFiles.Graph}, {GraphSession.InputName} and {GraphSession.OutputName}");
        }

        var id = GraphMetadata.Id(_files[BundleFiles.Labels], _files[BundleFiles.Features], _files[BundleFiles.Provenance]);
        if (Descriptor.Id != id)
        {
            throw Fault($"{BundleFiles.Descriptor} belongs to another bundle: its id is {Descriptor.Id}, that of {BundleFiles.Labels}, {BundleFiles.Features} and {BundleFiles.Provenance} is {id}");
        }

        if (Descriptor.Golden.Rows != _golden.Length)
        {
            throw Fault($"{BundleFiles.Golden} has {_golden.Length} rows, {BundleFiles.Descriptor} says {Descriptor.Golden.Rows}");
        }

        var row = Array.FindIndex(_golden, row => row.Scores.Count != graph.ScoresPerQuery);
        if (row >= 0)
        {
            throw Fault($"{BundleFiles.Golden}, line {row + 1} has {_golden[row].Scores.Count} scores; the graph gives {graph.ScoresPerQuery}");
        }
    }

    private void CheckPolicy()
    {
        foreach (var point in Policy.OperatingPoints)
        {
            if (point is null || !_points.TryAdd(point.Name, point))
            {
                throw Fault($"{BundleFiles.Policy} has an empty operating point or a name twice");
            }

            if (Descriptor.Task == RoutingTask.Pair
                ? point.Threshold is null || point.UsdTradeoff is not null
                : point.UsdTradeoff is not >= 0 || point.Threshold is not null)
            {
                throw Fault($"{BundleFiles.Policy}, operating point '{point.Name}': a pair has a threshold, a pool a usdTradeoff of at least 0, and neither has both");
            }
        }

        if (!_points.ContainsKey(Policy.Default))
        {
            throw Fault($"{BundleFiles.Policy} has the default '{Policy.Default}', which is not one of its operating points: {string.Join(", ", _points.Keys)}");
        }
    }

    private GoldenRow[] ParseGolden()
    {
        var rows = new List<GoldenRow>();
        var lines = _files[BundleFiles.Golden].AsMemory();
        for (var number = 1; !lines.IsEmpty; number++)
        {
            var length = lines.Span.IndexOf((byte)'\n') is >= 0 and var end ? end : lines.Length;
            rows.Add(Parse<GoldenRow>(string.Create(CultureInfo.InvariantCulture, $"{BundleFiles.Golden}, line {number}"), lines[..length]));
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

    private BundleException Fault(FormattableString problem, Exception? inner = null) =>
        new($"{Directory}: {problem.ToString(CultureInfo.InvariantCulture)}", inner);

    /// <summary>The part of the descriptor that every version of the format has.</summary>
    private sealed record Versioned(string FormatVersion);
}
