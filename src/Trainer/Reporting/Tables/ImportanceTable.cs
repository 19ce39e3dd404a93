namespace Trainer.Reporting.Tables;

/// <summary>Which settings mattered in the search, most first.</summary>
internal static class ImportanceTable
{
    public static Table? Of(RunReport report) => report.Search is not { Importance: { Count: > 0 } settings } ? null : new(
        [
            new("Setting"),
            new("Share explained", true, "Share of the variance of the trials' ranks that lies between its values, by itself; what " +
                "as many groups explain by chance is taken off."),
            new("By chance", true, "How often trials that are shuffled explain as much; below 5 % it is hardly an accident."),
            new("Trials", true, "Trials that had the setting."),
        ],
        [.. settings.Select(setting => new Row(
        [
            new(setting.Setting),
            Cell.Of(setting.Share, Numbers.Share),
            Cell.Of(setting.Chance, Numbers.Share),
            Cell.Of(setting.Trials),
        ]))]);
}
