namespace Trainer.Sweep.Studies;

/// <summary>A study as a store has it at one moment, for reading only.</summary>
/// <param name="Location">File or database, without a password.</param>
/// <param name="Name">Its name.</param>
/// <param name="Key">Digest of everything that decides what a trial gives.</param>
/// <param name="CreatedBy">Version of the program that began it.</param>
/// <param name="Configuration">The resolved configuration that it began with, as YAML.</param>
/// <param name="Trials">Finished trials by number.</param>
/// <param name="Closed">How many trials it has, once that is decided.</param>
/// <param name="Running">Trials that living workers have claimed.</param>
/// <param name="Timings">By trial number.</param>
internal sealed record StoredStudy(
    string Location,
    string Name,
    string Key,
    string CreatedBy,
    string Configuration,
    IReadOnlyList<Trial> Trials,
    int? Closed,
    int Running,
    IReadOnlyDictionary<int, TrialTiming> Timings)
{
    /// <summary>Completed ones by objective, then those that were stopped, then those that failed; ties by number.</summary>
    public IEnumerable<Trial> BestFirst =>
        Trials.OrderBy(trial => trial.State).ThenByDescending(trial => trial.Objective).ThenBy(trial => trial.Spec.Number);

    /// <summary>The best completed trial, or null.</summary>
    public Trial? Best => BestFirst.FirstOrDefault(trial => trial.State == TrialState.Completed);
}
