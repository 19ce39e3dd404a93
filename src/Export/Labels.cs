namespace Trainer.Export;

/// <summary>The candidate models in score order; for a pair the weak one, then the strong one.</summary>
/// <param name="Models">The models.</param>
public sealed record Labels(IReadOnlyList<ModelLabel> Models);
