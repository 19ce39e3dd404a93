using Trainer.Export;

namespace Trainer.Reporting;

/// <summary>How the router was found, and how much of its objective it owes to having been the best of many.</summary>
/// <param name="Tuner">What proposed configurations.</param>
/// <param name="Stopping">What stopped trials early.</param>
/// <param name="Goals">Names of the goals; the first chose.</param>
/// <param name="Maximised">Of every goal whether more is better.</param>
/// <param name="Candidates">Completed trials that were chosen among, repeated ones not counted.</param>
/// <param name="Optimism">How much too good the chosen trial's objective is for having been chosen.</param>
/// <param name="Corrected">The objective without that.</param>
/// <param name="Front">Numbers of the trials that no other trial beats in all goals.</param>
/// <param name="Ensemble">The members and weights of what is shipped, in words; null for a single trial.</param>
/// <param name="Ended">Why the search ended, in words.</param>
internal sealed record SearchReport(
    string Tuner,
    string Stopping,
    IReadOnlyList<string> Goals,
    IReadOnlyList<bool> Maximised,
    int Candidates,
    Estimate Optimism,
    Estimate Corrected,
    IReadOnlyList<int> Front,
    string? Ensemble,
    string Ended)
{
    /// <summary>Which settings mattered, most first.</summary>
    public IReadOnlyList<SettingImportance> Importance { get; init; } = [];

    /// <summary>Settings of which trials have at least two values.</summary>
    public IReadOnlyList<SearchedSetting> Settings { get; init; } = [];
}
