using Trainer.Configuration;
using Trainer.Features.Text;

namespace Trainer.Sweep;

/// <summary>
/// What a router is to see of a query, as a configuration writes it: parts joined by +, each with its options after colons, such as
/// <c>words+statistics+encoder:windows:pca64</c>.
/// </summary>
/// <param name="Text">N-grams and statistics, or null for none.</param>
/// <param name="Embeddings">Embeddings.</param>
/// <param name="Scores">External scores, or null for none.</param>
internal sealed record FeatureSet(TextFeatureSpec? Text, IReadOnlyList<EmbeddingPart> Embeddings, ScorePart? Scores = null)
{
    /// <summary>The grammar, in a sentence.</summary>
    public const string Syntax =
        "parts joined by +: words, characters or wide-characters, statistics, encoder, embeddings, scores or scores: and the name of one; encoder may have " +
        "':head-and-tail' or ':windows' for long prompts and ':int8' for speed, encoder and embeddings may have " +
        "':centred' or ':pca' and a number of components";

    private static readonly string[] TextParts = ["words", "characters", "wide-characters", "statistics"];

    private static readonly string[] AllParts =
    [
        "words", "characters", "wide-characters", "statistics", "encoder", "encoder:windows", "encoder:head-and-tail", "encoder:int8", "embeddings",
        "scores",
    ];

    private static readonly NgramWeighting Words = new(1, 2, 40_000);
    private static readonly NgramWeighting Characters = new(3, 3, 30_000);
    private static readonly NgramWeighting WideCharacters = new(2, 5, 60_000);

    /// <summary>Whether an encoder is one of the parts.</summary>
    public bool UsesEncoder => Embeddings.Any(part => part.Kind == EmbeddingKind.Encoder);

    /// <summary>Whether the user's own embeddings are one of the parts.</summary>
    public bool UsesEmbeddings => Embeddings.Any(part => part.Kind == EmbeddingKind.File);

    /// <exception cref="UsageException">The name is not of the grammar; the message names the part.</exception>
    public static FeatureSet Parse(string name)
    {
        NgramWeighting? words = null, characters = null;
        var statistics = false;
        var embeddings = new List<EmbeddingPart>();
        ScorePart? scores = null;
        foreach (var part in name.Split('+'))
        {
            var isNew = part switch
            {
                "words" => Set(ref words, Words),
                "characters" => Set(ref characters, Characters),
                "wide-characters" => Set(ref characters, WideCharacters),
                "statistics" => !statistics && (statistics = true),
                _ when ScorePart.Parse(part) is { } found => Set(ref scores, found),
                _ => EmbeddingPart.Parse(part) is { } embedding
                    ? embeddings.All(other => other.Kind != embedding.Kind) && Add(embeddings, embedding)
                    : throw Unknown(name, part),
            };
            if (!isNew)
            {
                throw new UsageException($"the feature set '{name}' has two parts of the kind of '{part}'; one of each is allowed");
            }
        }

        return new FeatureSet(
            words is null && characters is null && !statistics ? null : new TextFeatureSpec(words, characters, statistics),
            embeddings,
            scores);
    }

    /// <summary>
    /// The feature sets that a set is put together from, in the order of their columns; itself alone if it cannot be divided. All text features
    /// of a set beside others are one part, and of text features alone each kind is one.
    /// </summary>
    public static IReadOnlyList<string> Parts(string name)
    {
        string[] parts = name.Split('+');
        string[] text = [.. TextParts.Where(parts.Contains)];
        var others = string.Join('+', parts.Except(TextParts));
        return others.Length == 0 ? text : text.Length == 0 ? [others] : [string.Join('+', text), others];
    }

    private static UsageException Unknown(string name, string part) => new(
        $"the feature set '{name}' has a part '{part}'; {NearestName.Hint(part, AllParts)}. A feature set is {Syntax}");

    private static bool Set<T>(ref T? slot, T value)
        where T : class
    {
        var isNew = slot is null;
        slot = value;
        return isNew;
    }

    private static bool Add(List<EmbeddingPart> parts, EmbeddingPart part)
    {
        parts.Add(part);
        return true;
    }
}
