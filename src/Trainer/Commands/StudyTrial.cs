using Trainer.Sweep;
using Trainer.Sweep.Studies;

namespace Trainer.Commands;

/// <summary>A trial in one line.</summary>
/// <param name="Number">From 0.</param>
/// <param name="State">What became of it.</param>
/// <param name="Origin">Where the configuration came from.</param>
/// <param name="Objective">Larger is better; NaN if it failed.</param>
/// <param name="Features">Feature set; empty if the learner reads none.</param>
/// <param name="Learner">Name of the learner.</param>
/// <param name="Settings">Its settings.</param>
/// <param name="Seconds">What it took; null if that is not known.</param>
/// <param name="Worker">Who did it.</param>
/// <param name="Reason">Why it failed or was stopped.</param>
internal sealed record StudyTrial(
    int Number,
    TrialState State,
    string Origin,
    double Objective,
    string Features,
    string Learner,
    string Settings,
    double? Seconds,
    string? Worker,
    string? Reason)
{
    public static StudyTrial Of(Trial trial, IReadOnlyDictionary<int, TrialTiming> timings)
    {
        var (learner, settings) = TrialReports.Describe(trial.Spec.Learner);
        var timing = timings.GetValueOrDefault(trial.Spec.Number);
        return new StudyTrial(
            trial.Spec.Number,
            trial.State,
            trial.Origin,
            trial.Objective,
            trial.Spec.Features,
            learner,
            settings,
            timing?.Seconds,
            timing?.Worker,
            trial.Reason);
    }
}
