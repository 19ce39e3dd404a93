namespace Trainer.Reporting;

/// <summary>How much a setting mattered in a search.</summary>
/// <param name="Setting">Its name, such as mlp.rate.</param>
/// <param name="Share">
/// Share of the variance of the trials' ranks that it explains by itself, 0 to 1; what chance explains is taken off.
/// </param>
/// <param name="Trials">Trials that had it.</param>
/// <param name="Chance">How often a setting that does not matter would explain as much, 0 to 1.</param>
internal sealed record SettingImportance(string Setting, double Share, int Trials, double Chance);
