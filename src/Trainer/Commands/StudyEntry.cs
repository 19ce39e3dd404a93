using Trainer.Sweep;
using Trainer.Sweep.Studies;

namespace Trainer.Commands;

/// <summary>A study in one line.</summary>
/// <param name="Location">File or database, without a password.</param>
/// <param name="Name">Its name; null if it cannot be read.</param>
/// <param name="Key">Digest of everything that decides what a trial gives.</param>
/// <param name="CreatedBy">Version of the program that began it.</param>
/// <param name="Completed">Trials with an objective.</param>
/// <param name="Stopped">Trials that were ended early.</param>
/// <param name="Failed">Trials without an objective.</param>
/// <param name="Running">Trials under way.</param>
/// <param name="Closed">How many trials it has, once that is decided.</param>
/// <param name="BestTrial">Number of the best completed trial.</param>
/// <param name="BestObjective">Its objective.</param>
/// <param name="Seconds">What all trials took together.</param>
/// <param name="Fault">Why it cannot be read.</param>
internal sealed record StudyEntry(
    string Location,
    string? Name,
    string? Key,
    string? CreatedBy,
    int Completed,
    int Stopped,
    int Failed,
    int Running,
    int? Closed,
    int? BestTrial,
    double BestObjective,
    double Seconds,
    string? Fault)
{
    public static StudyEntry Of(StoredStudy study)
    {
        int Count(TrialState state) => study.Trials.Count(trial => trial.State == state);
        return new StudyEntry(
            study.Location,
            study.Name,
            study.Key,
            study.CreatedBy,
            Count(TrialState.Completed),
            Count(TrialState.Stopped),
            Count(TrialState.Failed),
            study.Running,
            study.Closed,
            study.Best?.Spec.Number,
            study.Best?.Objective ?? double.NaN,
            study.Timings.Values.Sum(timing => timing.Seconds),
            null);
    }

    public static StudyEntry Damaged(string location, string fault) =>
        new(location, null, null, null, 0, 0, 0, 0, null, null, double.NaN, 0, fault);

    /// <summary>As much of a key as tells studies apart.</summary>
    public static string Short(string key) => key[..Math.Min(key.Length, 8)];
}
