namespace Trainer.Regression;

/// <summary>What verdicts are called, and what several come to.</summary>
internal static class CheckVerdicts
{
    public static string Title(this CheckVerdict verdict) => verdict switch
    {
        CheckVerdict.Improved => "improved",
        CheckVerdict.Unchanged => "unchanged within δ",
        CheckVerdict.Regressed => "regressed",
        CheckVerdict.Inconclusive => "inconclusive",
        CheckVerdict.NotApplicable => "not applicable",
        _ => "not computed",
    };

    /// <summary>
    /// Regressed before not computed before inconclusive; improved if nothing is worse and something is better. What is not applicable does
    /// not count, and where nothing else is there, nothing was computed.
    /// </summary>
    public static CheckVerdict Overall(IReadOnlyCollection<CheckVerdict> verdicts) =>
        new[]
        {
            CheckVerdict.Regressed, CheckVerdict.NotComputed, CheckVerdict.Inconclusive, CheckVerdict.Improved, CheckVerdict.Unchanged,
        }.FirstOrDefault(verdicts.Contains, CheckVerdict.NotComputed);
}
