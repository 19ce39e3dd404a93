using Trainer.Features;
using Trainer.Reporting;
using Trainer.Sweep.Selection;

namespace Trainer.Sweep;

/// <summary>What a search, or whoever named a configuration, found.</summary>
/// <param name="Trials">All trials, in order of their numbers.</param>
/// <param name="Chosen">The trial that is shipped, or, of an ensemble, the best single one.</param>
/// <param name="Ensemble">What is shipped.</param>
/// <param name="End">Why the search ended.</param>
/// <param name="Search">What reports say of the search; null where nothing was searched.</param>
/// <param name="Findings">What must be said of the choice.</param>
internal sealed record Found(
    IReadOnlyList<Trial> Trials, Trial Chosen, Ensemble Ensemble, StudyEnd End, SearchReport? Search, IReadOnlyList<Finding> Findings)
{
    /// <summary>A configuration that was named.</summary>
    public static Found Of(Trial trial) => new([trial], trial, Ensemble.Of(trial.Spec), StudyEnd.Complete, null, []);
}
