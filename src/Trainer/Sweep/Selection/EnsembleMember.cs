namespace Trainer.Sweep.Selection;

/// <summary>A configuration in an ensemble.</summary>
/// <param name="Spec">The configuration.</param>
/// <param name="Weight">Its share, above 0.</param>
internal sealed record EnsembleMember(TrialSpec Spec, double Weight);
