using System.Globalization;
using Trainer.Features.Embeddings;
using Trainer.Features.Encoders;
using Trainer.Onnx;

namespace Trainer.Export;

/// <summary>What the parts of a bundle must say, alone and together. Each rule gives a sentence that names the file, or null.</summary>
internal static class BundleRules
{
    private const int MaxDimension = EmbeddingFile.MaxDimension;

    public static string? Version(string version)
    {
        var current = BundleDescriptor.CurrentFormatVersion;
        return version.Split('.')[0] == current.Split('.')[0]
            ? null
            : $"{BundleFiles.Descriptor} has format version {version}; this library reads {current} and its later minor versions; "
                + "use the library that wrote it or a newer one";
    }

    public static string? Labels(Labels labels, BundleDescriptor descriptor)
    {
        var models = labels.Models;
        if (models.Any(model => model is null || model.Id.Length == 0) || models.DistinctBy(model => model.Id).Count() != models.Count)
        {
            return $"{BundleFiles.Labels} has a model without a name or a name twice";
        }

        if (labels.Cascade is { } cascade
            && (!double.IsFinite(cascade.VerifierUsd + cascade.VerifierSeconds) || cascade.VerifierUsd < 0 || cascade.VerifierSeconds < 0))
        {
            return $"{BundleFiles.Labels} has a cascade whose verifier takes less than 0 or no finite amount";
        }

        static bool IsOdd(double? number) => number is not (null or (>= 0 and < double.PositiveInfinity));
        if (models.FirstOrDefault(model => Numbers(model).Any(IsOdd)) is { } odd)
        {
            return $"{BundleFiles.Labels} has a price or a number of tokens of {odd.Id} that is below 0 or not finite";
        }

        var isPair = descriptor.Task == RoutingTask.Pair;
        var scores = descriptor.Graph.ScoresPerQuery;
        return (isPair ? models.Count == 2 : models.Count >= 2) && (scores == (isPair ? 1 : models.Count) || (!isPair && scores == 2 * models.Count))
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{BundleFiles.Labels} has {models.Count} models and {BundleFiles.Descriptor} {scores} scores per query, which do " +
                $"not fit together");
    }

    private static double?[] Numbers(ModelLabel model) =>
        [model.InputUsdPerMTok, model.OutputUsdPerMTok, model.MeanInputTokens, model.MeanOutputTokens];

    public static string? Descriptor(BundleDescriptor descriptor, string id)
    {
        var graph = descriptor.Graph;
        if ((graph.File, graph.Output) != (BundleFiles.Graph, GraphSession.ScoresName))
        {
            return $"{BundleFiles.Descriptor} names graph {graph.File} and output {graph.Output}; the format has {BundleFiles.Graph} and "
                + GraphSession.ScoresName;
        }

        return descriptor.Id == id
            ? null
            : $"{BundleFiles.Descriptor} belongs to another bundle: its id is {descriptor.Id}, "
                + $"that of {BundleFiles.Labels}, {BundleFiles.Features} and {BundleFiles.Provenance} is {id}";
    }

    public static string? Features(FeaturesDescriptor features, BundleDescriptor descriptor, bool hasTokenizer)
    {
        if (features.Encoder is { } encoder
            && (encoder.Digest.Length != 64 || !encoder.Digest.All(char.IsAsciiHexDigitLower) || encoder.Dimension is < 1 or > MaxDimension
                || encoder.Settings.MaxTokens is < TokenRows.LengthStep or > ushort.MaxValue + 1))
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{BundleFiles.Features} names an encoder with digest '{encoder.Digest}', dimension {encoder.Dimension} and maxTokens ") +
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{encoder.Settings.MaxTokens}; allowed are 64 hexadecimal digits, 1 to {MaxDimension} and {TokenRows.LengthStep} to 65536");
        }

        if (features.Embeddings is { Dimension: < 1 or > MaxDimension } own)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{BundleFiles.Features} asks for embeddings of dimension {own.Dimension}; allowed are 1 to {MaxDimension}");
        }

        var (needs, takes) = (features.Encoder is { InGraph: true }, descriptor.Graph.Inputs.Contains(GraphSession.IdsName));
        if (needs != takes || needs != hasTokenizer)
        {
            return $"{BundleFiles.Features} says that the graph {(needs ? "holds" : "does not hold")} an encoder, but {BundleFiles.Tokenizer} is "
                + $"{(hasTokenizer ? "there" : "missing")} and {BundleFiles.Descriptor} {(takes ? "lists" : "does not list")} its inputs";
        }

        if (RefusalOfScores(features.ExternalScores ?? [], descriptor) is { } refusal)
        {
            return refusal;
        }

        return features.Encoder is { InGraph: false } && features.Embeddings is not null
            ? $"{BundleFiles.Features} asks for vectors of an encoder and for the application's own; the graph takes one of them"
            : null;
    }

    private static string? RefusalOfScores(IReadOnlyList<string> names, BundleDescriptor descriptor)
    {
        if (names.Count > MaxDimension || names.Any(string.IsNullOrEmpty) || names.Distinct(StringComparer.Ordinal).Count() != names.Count)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{BundleFiles.Features} has more than {MaxDimension} external scores, one without a name or a name twice");
        }

        var takes = descriptor.Graph.Inputs.Contains(GraphSession.ExternalScoresName);
        return names.Count > 0 == takes
            ? null
            : $"{BundleFiles.Features} {(takes ? "names no" : "names")} external scores, but {BundleFiles.Descriptor} "
                + $"{(takes ? "lists" : "does not list")} their input '{GraphSession.ExternalScoresName}'";
    }

    public static string? Policy(Policy policy, RoutingTask task)
    {
        var points = policy.OperatingPoints;
        if (points.Any(point => point is null) || points.DistinctBy(point => point.Name).Count() != points.Count)
        {
            return $"{BundleFiles.Policy} has an empty operating point or a name twice";
        }

        var wrong = points.FirstOrDefault(point => task == RoutingTask.Pair
            ? point.Threshold is null || point.UsdTradeoff is not null
            : point.UsdTradeoff is not >= 0 || point.Threshold is not null);
        if (wrong is not null)
        {
            return $"{BundleFiles.Policy}, operating point '{wrong.Name}': "
                + "a pair has a threshold, a pool a usdTradeoff of at least 0, and neither has both";
        }

        if (points.FirstOrDefault(point => point.Certificate is { } certificate && !Promises(certificate)) is { } empty)
        {
            return $"{BundleFiles.Policy}, operating point '{empty.Name}': a certificate has the method ltt, with a confidence between 0 and 1, or "
                + "crc, a limit on quality, with its reference, or on cost, and at least one query behind it";
        }

        return points.Any(point => point.Name == policy.Default)
            ? null
            : $"{BundleFiles.Policy} has the default '{policy.Default}', which is not one of its operating points: "
                + string.Join(", ", points.Select(point => point.Name));
    }

    private static bool Promises(Certificate certificate) =>
        certificate is { Method: "ltt", Confidence: > 0 and < 1 } or { Method: "crc" }
        && certificate is { MaxQualityLoss: > 0, Reference: not null } or { MaxCostUsd: >= 0 }
        && certificate.N >= 1;

    public static string? Golden(GoldenRow[] rows, BundleDescriptor descriptor, int dimension, int externalScores)
    {
        if (rows.Length != descriptor.Golden.Rows)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{BundleFiles.Golden} has {rows.Length} rows, {BundleFiles.Descriptor} says {descriptor.Golden.Rows}");
        }

        if (Array.FindIndex(rows, row => (row.Embedding?.Length ?? 0) != dimension) is >= 0 and var other)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{BundleFiles.Golden}, line {other + 1} has a vector of {rows[other].Embedding?.Length ?? 0} numbers; the graph takes {dimension}");
        }

        if (Array.FindIndex(rows, row => (row.ExternalScores?.Length ?? 0) != externalScores) is >= 0 and var odd)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{BundleFiles.Golden}, line {odd + 1} has {rows[odd].ExternalScores?.Length ?? 0} external scores; the graph takes {externalScores}");
        }

        var scores = descriptor.Graph.ScoresPerQuery;
        var wrong = Array.FindIndex(rows, row => row.Scores.Count != scores);
        return wrong < 0
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{BundleFiles.Golden}, line {wrong + 1} has {rows[wrong].Scores.Count} scores; the graph gives {scores}");
    }
}
