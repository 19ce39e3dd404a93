namespace Trainer.Sweep.Stopping;

/// <summary>
/// Decides whether a trial is worth its remaining work. What it says depends on nothing but the trial's stages so far and the trials that
/// it is shown, which are the same whatever the number of workers.
/// </summary>
internal interface IStoppingRule
{
    /// <summary>A trial's work, in order; its last stages are all folds with all rows.</summary>
    /// <param name="folds">Number of folds.</param>
    IReadOnlyList<Stage> Stages(int folds);

    /// <summary>Why a trial is to be stopped, as a sentence; null to go on.</summary>
    /// <param name="trial">The trial after at least one of its stages, and before its last.</param>
    /// <param name="earlier">The finished trials that it may be compared with, in order of their numbers.</param>
    string? Verdict(StageRecord trial, EarlierTrials earlier);
}
