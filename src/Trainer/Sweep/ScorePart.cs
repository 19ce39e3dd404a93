using Trainer.Features;

namespace Trainer.Sweep;

/// <summary>The external scores of a feature set.</summary>
/// <param name="Name">The one that is meant, or null for all.</param>
internal sealed record ScorePart(string? Name)
{
    private const string All = "scores";

    /// <summary>Reads <c>scores</c> or <c>scores:NAME</c>; null for anything else.</summary>
    public static ScorePart? Parse(string text) => text == All
        ? new ScorePart(Name: null)
        : text.StartsWith(All + ":", StringComparison.Ordinal) && text.Length > All.Length + 1 ? new ScorePart(text[(All.Length + 1)..]) : null;

    /// <summary>Its scores among all of the data's.</summary>
    public ExternalScores Of(ExternalScores scores) => Name is null ? scores : scores.Of([Name]);
}
