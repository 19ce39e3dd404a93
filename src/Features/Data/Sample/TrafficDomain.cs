namespace Trainer.Features.Data.Sample;

/// <summary>The traffic of one domain.</summary>
/// <param name="Name">The domain's name.</param>
/// <param name="Share">Its part of the traffic; the shares of all domains add up to 1.</param>
/// <param name="IsGraded">Whether answers get partial credit in quarters rather than right or wrong.</param>
/// <param name="OutputTokens">Tokens of a middling answer.</param>
/// <param name="Tasks">Ways of asking.</param>
/// <param name="Demands">Sentences that may follow and make the task harder.</param>
/// <param name="Slots">Words by slot name.</param>
/// <param name="Attachment">Pasted material of a number of lines, or null where none belongs.</param>
internal sealed record TrafficDomain(
    string Name,
    double Share,
    bool IsGraded,
    double OutputTokens,
    TaskTemplate[] Tasks,
    string[] Demands,
    IReadOnlyDictionary<string, Slot> Slots,
    Func<SeededRandom, int, string>? Attachment);
