using Trainer.Learners;

namespace Trainer.Sweep;

/// <summary>One configuration to try.</summary>
/// <param name="Number">From 0; the whole configuration follows from the study's seed and this number.</param>
/// <param name="Features">Name of a feature set, or empty for a learner that reads none.</param>
/// <param name="Learner">The learner and its settings.</param>
internal sealed record TrialSpec(int Number, string Features, ILearner Learner);

/// <summary>What became of a trial.</summary>
internal enum TrialState
{
    Completed,
    Failed,
}

/// <summary>A configuration that was tried.</summary>
/// <param name="Spec">The configuration.</param>
/// <param name="State">Whether it has an objective.</param>
/// <param name="Objective">Mean over the folds; larger is better. NaN if the trial failed.</param>
/// <param name="FoldObjectives">The objective of each fold.</param>
/// <param name="Reason">Why it failed.</param>
internal sealed record Trial(TrialSpec Spec, TrialState State, double Objective, IReadOnlyList<double> FoldObjectives, string? Reason);
