namespace Trainer.Evaluation;

/// <summary>A named way of running a router.</summary>
/// <param name="Name">Unique in a report.</param>
/// <param name="Setting">A pair's threshold (strong iff score >= threshold), a pool's trade-off in quality per USD.</param>
internal sealed record NamedSetting(string Name, double Setting);
