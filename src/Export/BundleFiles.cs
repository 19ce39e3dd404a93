namespace Trainer.Export;

/// <summary>The files of a bundle; there are no others, and no folders.</summary>
public static class BundleFiles
{
    /// <summary>Root descriptor.</summary>
    public const string Descriptor = "bundle.json";

    /// <summary>The graph from text to calibrated scores.</summary>
    public const string Graph = "router.onnx";

    /// <summary>The models in score order, with their costs.</summary>
    public const string Labels = "labels.json";

    /// <summary>The decision rule and its operating points.</summary>
    public const string Policy = "policy.json";

    /// <summary>What the features are.</summary>
    public const string Features = "features.json";

    /// <summary>The tokenizer of the encoder inside the graph; only where there is one.</summary>
    public const string Tokenizer = "tokenizer.json";

    /// <summary>How raw scores became calibrated ones.</summary>
    public const string Calibration = "calibration.json";

    /// <summary>Texts with the scores and decisions that they must give.</summary>
    public const string Golden = "golden.jsonl";

    /// <summary>The evidence: metrics with intervals.</summary>
    public const string Evaluation = "evaluation.json";

    /// <summary>Where everything came from.</summary>
    public const string Provenance = "provenance.json";

    /// <summary>The same for people.</summary>
    public const string ModelCard = "MODELCARD.md";

    /// <summary>Sizes and SHA-256 of all files above.</summary>
    public const string Manifest = "manifest.json";

    /// <summary>The same in the form that <c>sha256sum -c</c> reads.</summary>
    public const string Checksums = "SHA256SUMS";

    /// <summary>The files that the manifest always lists, in ordinal order.</summary>
    public static readonly IReadOnlyList<string> Payload =
        [ModelCard, Descriptor, Calibration, Evaluation, Features, Golden, Labels, Policy, Provenance, Graph];

    /// <summary>The files that a manifest may list.</summary>
    public static readonly IReadOnlyList<string> Listed = [.. Payload, Tokenizer];

    /// <summary>All files that must be there.</summary>
    public static readonly IReadOnlyList<string> Required = [.. Payload, Manifest, Checksums];

    /// <summary>All files that may be there.</summary>
    public static readonly IReadOnlyList<string> All = [.. Required, Tokenizer];

    /// <summary>Upper bound on the size of any file, in bytes: the longest array, a little below the limit of a protobuf message.</summary>
    public const long MaxFileBytes = 0x7FFFFFC7;

    /// <summary>Upper bound on the size of any file but the graph, in bytes.</summary>
    public const long MaxJsonBytes = 256L << 20;
}
