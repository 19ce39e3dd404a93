using Trainer.Sweep.Goals;

namespace Trainer.Sweep.Stopping;

/// <summary>What is known of a trial after some of its stages.</summary>
/// <param name="StageValues">The objective after each stage: of the stage alone if it used a share of the rows, else of its fold.</param>
/// <param name="Folds">All folds; those that were not scored in full have no rows.</param>
/// <param name="Resources">What the router takes, as far as goals or limits ask for it.</param>
internal sealed record StageRecord(IReadOnlyList<double> StageValues, IReadOnlyList<ScoredFold> Folds, RouterResources Resources);
