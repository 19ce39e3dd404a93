using Trainer.Sweep.Space;

namespace Trainer.Sweep.Tuning;

/// <summary>A configuration to try.</summary>
/// <param name="Point">Where in the space.</param>
/// <param name="Origin">Where it comes from, in the tuner's words: kept with the trial, for people and for the tuner itself.</param>
internal sealed record Proposal(SearchPoint Point, string Origin);
