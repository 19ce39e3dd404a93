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
    /// <summary>It has its objective.</summary>
    Completed,

    /// <summary>It was ended early, because it would hardly have become the best.</summary>
    Stopped,

    /// <summary>It has none.</summary>
    Failed,
}

/// <summary>A configuration that was tried.</summary>
/// <param name="Spec">The configuration.</param>
/// <param name="State">Whether it has an objective.</param>
/// <param name="Objective">Mean over the folds; larger is better. NaN if the trial failed.</param>
/// <param name="FoldObjectives">The objective of each fold.</param>
/// <param name="Reason">Why it failed.</param>
internal sealed record Trial(TrialSpec Spec, TrialState State, double Objective, IReadOnlyList<double> FoldObjectives, string? Reason)
{
    /// <summary>Where the configuration came from, in the tuner's words.</summary>
    public string Origin { get; init; } = "";

    /// <summary>The objective after each stage of the work: on a share of the rows, or on a fold.</summary>
    public IReadOnlyList<double> StageValues { get; init; } = [];

    /// <summary>One per goal, in the order of the objective's goals and in their own units.</summary>
    public IReadOnlyList<double> Values { get; init; } = [];

    /// <summary>Number of an earlier trial of the same configuration, whose results these are; null for none.</summary>
    public int? SameAs { get; init; }

    /// <summary>Multiplications that its fits took, by the learners' own count.</summary>
    public double Operations { get; init; }

    /// <summary>Share of its work that was done: 1 unless it was stopped.</summary>
    public double Share { get; init; } = 1;

    /// <summary>By how much it violates the constraints, in total; 0 for not at all.</summary>
    public double Violation { get; init; }
}
