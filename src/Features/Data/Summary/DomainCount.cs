namespace Trainer.Features.Data.Summary;

/// <summary>Queries of one domain.</summary>
/// <param name="Domain">The domain, or null for queries without one.</param>
/// <param name="Queries">Their number.</param>
public sealed record DomainCount(string? Domain, int Queries);
