using System.Globalization;
using Trainer.Features.Encoders;

namespace Trainer.Sweep;

/// <summary>One embedding of a feature set.</summary>
/// <param name="Kind">Whose.</param>
/// <param name="LongPrompts">What the encoder reads of a long prompt.</param>
/// <param name="IsQuantised">Whether the encoder works on 8-bit weights.</param>
/// <param name="Spec">What becomes of the vectors.</param>
internal sealed record EmbeddingPart(EmbeddingKind Kind, LongPrompts LongPrompts, bool IsQuantised, EmbeddingSpec Spec)
{
    /// <summary>Reads <c>encoder</c> or <c>embeddings</c> with options; null for anything else.</summary>
    public static EmbeddingPart? Parse(string text)
    {
        string[] words = text.Split(':');
        EmbeddingPart? part = words[0] switch
        {
            "encoder" => new(EmbeddingKind.Encoder, LongPrompts.Cut, false, new()),
            "embeddings" => new(EmbeddingKind.File, LongPrompts.Cut, false, new()),
            _ => null,
        };
        foreach (var option in words.Skip(1))
        {
            part = (option, part) switch
            {
                ("head-and-tail", { Kind: EmbeddingKind.Encoder, LongPrompts: LongPrompts.Cut }) =>
                    part with { LongPrompts = LongPrompts.HeadAndTail },
                ("windows", { Kind: EmbeddingKind.Encoder, LongPrompts: LongPrompts.Cut }) => part with { LongPrompts = LongPrompts.Windows },
                ("int8", { Kind: EmbeddingKind.Encoder, IsQuantised: false }) => part with { IsQuantised = true },
                ("centred", { Spec: { Centred: false, Components: 0 } }) => part with { Spec = new(Centred: true) },
                (_, { Spec: { Centred: false, Components: 0 } }) when Components(option) is { } components =>
                    part with { Spec = new(Centred: true, components) },
                _ => null,
            };
        }

        return part;
    }

    private static int? Components(string option) =>
        option.StartsWith("pca", StringComparison.Ordinal)
        && int.TryParse(option.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var components)
        && components is > 0 and <= 4096
            ? components
            : null;
}
