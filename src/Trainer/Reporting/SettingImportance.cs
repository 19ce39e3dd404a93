namespace Trainer.Reporting;

/// <summary>How much a setting mattered in a search.</summary>
/// <param name="Setting">Its name, such as mlp.rate.</param>
/// <param name="Share">Share of the variance of the objective that it explains by itself.</param>
/// <param name="Trials">Trials that had it.</param>
internal sealed record SettingImportance(string Setting, double Share, int Trials);
