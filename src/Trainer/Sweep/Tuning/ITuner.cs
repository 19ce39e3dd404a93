namespace Trainer.Sweep.Tuning;

/// <summary>
/// Decides what to try next. What it proposes depends on nothing but the search space, the seed, the trial's number and the history that
/// it is shown, so that a study can be resumed and shared between workers without changing.
/// </summary>
internal interface ITuner
{
    /// <summary>The configuration of a trial.</summary>
    /// <param name="number">The trial's number, from 0.</param>
    /// <param name="history">All trials before it in order of their numbers; the latest may be pending.</param>
    Proposal Propose(int number, IReadOnlyList<Observation> history);
}
