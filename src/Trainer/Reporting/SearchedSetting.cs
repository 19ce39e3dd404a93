namespace Trainer.Reporting;

/// <summary>A setting that differs between the trials of a search.</summary>
/// <param name="Learner">Whose it is.</param>
/// <param name="Setting">Its name, such as <c>rate</c>.</param>
/// <param name="IsNumber">Whether it is a number in a range rather than one of several values.</param>
/// <param name="IsLog">Whether its ratios count.</param>
internal sealed record SearchedSetting(string Learner, string Setting, bool IsNumber, bool IsLog);
