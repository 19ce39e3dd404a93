using Trainer.Sweep.Space;
using Trainer.Sweep.Stopping;
using Trainer.Sweep.Tuning;

namespace Trainer.Sweep;

/// <summary>What a study does, but for how much of it.</summary>
/// <param name="Space">What may be chosen.</param>
/// <param name="Tuner">What chooses.</param>
/// <param name="Stopping">What ends hopeless trials.</param>
/// <param name="CrossValidation">How a configuration is tried.</param>
/// <param name="Objective">What it is judged by.</param>
/// <param name="Seed">Of every fit.</param>
/// <param name="Lag">
/// Trials that may be under way at once. A trial knows the results of those that are at least so many before it and of no others, whether
/// they have ended or not, so that the study is the same whatever the number of workers.
/// </param>
internal sealed record StudyPlan(
    SearchSpace Space,
    ITuner Tuner,
    IStoppingRule Stopping,
    CrossValidation CrossValidation,
    Objective Objective,
    ulong Seed,
    int Lag);
