namespace Trainer.Features;

/// <summary>Something about data or a router that a reader must know before trusting the numbers.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Sentence">What was found, and what to do.</param>
public sealed record Finding(FindingSeverity Severity, string Sentence)
{
    private const int MaxExamples = 10;

    /// <summary>Ids of queries that show it, at most ten; empty where it is about no single query.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    internal static Finding Info(InvariantText sentence, params IEnumerable<string> examples) =>
        Of(FindingSeverity.Info, sentence, examples);

    internal static Finding Warning(InvariantText sentence, params IEnumerable<string> examples) =>
        Of(FindingSeverity.Warning, sentence, examples);

    internal static Finding Error(InvariantText sentence, params IEnumerable<string> examples) =>
        Of(FindingSeverity.Error, sentence, examples);

    internal static Finding Of(FindingSeverity severity, InvariantText sentence, params IEnumerable<string> examples) =>
        new(severity, sentence.Take()) { Examples = [.. examples.Take(MaxExamples)] };
}
