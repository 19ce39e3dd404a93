using Trainer.Sweep.Goals;

namespace Trainer.Sweep.Stopping;

/// <summary>The finished trials that a running one may be compared with.</summary>
/// <param name="Trials">In order of their numbers.</param>
/// <param name="Scored">The folds of a completed one with its scores.</param>
internal sealed record EarlierTrials(IReadOnlyList<Trial> Trials, Func<Trial, IReadOnlyList<ScoredFold>> Scored);
