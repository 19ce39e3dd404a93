using System.Globalization;

namespace Trainer.Features;

/// <summary>Something about data or a router that a reader must know before trusting the numbers.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Sentence">What was found, and what to do.</param>
public sealed record Finding(FindingSeverity Severity, string Sentence)
{
    /// <summary>Ids of queries that show it, at most a few; empty where it is about no single query.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    internal static Finding Info(FormattableString sentence, params IReadOnlyList<string> examples) =>
        Of(FindingSeverity.Info, sentence, examples);

    internal static Finding Warning(FormattableString sentence, params IReadOnlyList<string> examples) =>
        Of(FindingSeverity.Warning, sentence, examples);

    internal static Finding Error(FormattableString sentence, params IReadOnlyList<string> examples) =>
        Of(FindingSeverity.Error, sentence, examples);

    internal static Finding Of(FindingSeverity severity, FormattableString sentence, params IReadOnlyList<string> examples) =>
        new(severity, sentence.ToString(CultureInfo.InvariantCulture)) { Examples = [.. examples.Take(MaxExamples)] };

    private const int MaxExamples = 10;
}
