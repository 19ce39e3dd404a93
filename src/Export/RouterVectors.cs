using System.Globalization;
using Trainer.Features.Encoders;

namespace Trainer.Export;

/// <summary>Whether an embedder gives the vectors that a bundle's graph takes.</summary>
internal static class RouterVectors
{
    /// <summary>Length of the vectors that the graph takes; 0 if it takes none.</summary>
    public static int Dimension(Bundle bundle) =>
        bundle.Features.Encoder is { InGraph: false } encoder ? encoder.Dimension : bundle.Features.Embeddings?.Dimension ?? 0;

    /// <summary>Why the embedder, or its absence, will not do; null if it will.</summary>
    public static string? Refusal(Bundle bundle, IEmbedder? embedder)
    {
        if (bundle.Features.Encoder is { InGraph: false } encoder)
        {
            return embedder?.Digest == encoder.Digest
                ? null
                : $"it routes by the vectors of the encoder '{encoder.Settings.Name}' with digest {encoder.Digest[..12]}…, which is not in the " +
                    $"bundle; {(embedder is null ? "none is given" : $"the given one has digest {embedder.Digest[..Math.Min(12, embedder.Digest.Length)]}…")}: load the " +
                    "bundle with that encoder";
        }

        return bundle.Features.Embeddings is { } own && embedder?.Dimension != own.Dimension
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"it routes by embeddings of {own.Dimension} numbers that the application makes; ") +
                (embedder is null
                    ? "none are given: load the bundle with an embedder"
                    : string.Create(CultureInfo.InvariantCulture, $"the given embedder makes {embedder.Dimension}"))
            : null;
    }
}
