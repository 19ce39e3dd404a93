namespace Trainer.Export;

/// <summary>Everything that goes into a bundle. JSON parts that Export only carries come as finished bytes.</summary>
public sealed record BundleContents
{
    /// <summary>Name of the bundle.</summary>
    public required string Name { get; init; }

    /// <summary>Pair or pool.</summary>
    public required RoutingTask Task { get; init; }

    /// <summary>
    /// Makes the graph from the metadata it must carry; the writer knows it only when labels, features and provenance are bytes.
    /// </summary>
    public required Func<IReadOnlyDictionary<string, string>, byte[]> BuildGraph { get; init; }

    /// <summary>The models.</summary>
    public required Labels Labels { get; init; }

    /// <summary>The decision rule.</summary>
    public required Policy Policy { get; init; }

    /// <summary>Texts to replay, with their scores and the decisions at the policy's default operating point.</summary>
    public required IReadOnlyList<GoldenRow> Golden { get; init; }

    /// <summary><see cref="BundleFiles.Features"/>.</summary>
    public required byte[] Features { get; init; }

    /// <summary><see cref="BundleFiles.Tokenizer"/>, or null where the graph holds no encoder.</summary>
    public byte[]? Tokenizer { get; init; }

    /// <summary>Largest difference of a golden score that still counts as equal.</summary>
    public double ScoreTolerance { get; init; } = BundleWriter.ScoreTolerance;

    /// <summary><see cref="BundleFiles.Calibration"/>.</summary>
    public required byte[] Calibration { get; init; }

    /// <summary><see cref="BundleFiles.Evaluation"/>.</summary>
    public required byte[] Evaluation { get; init; }

    /// <summary><see cref="BundleFiles.Provenance"/>.</summary>
    public required byte[] Provenance { get; init; }

    /// <summary><see cref="BundleFiles.ModelCard"/>.</summary>
    public required byte[] ModelCard { get; init; }
}
