using Trainer.Evaluation;

namespace Trainer.Regression;

/// <summary>
/// May the candidate replace the baseline? d = mean paired improvement, positive when the candidate is better; delta >= 0 = the
/// loss that is tolerated. With [L, U] the two-sided 95 % interval of d and B its one-sided 95 % lower bound:
/// <list type="number">
/// <item>Improved: L > 0 (superiority).</item>
/// <item>
/// Unchanged: else, B >= -delta (non-inferiority; the lower of Schuirmann's two one-sided tests, 1987, J. Pharmacokin. Biopharm. 15:657).
/// </item>
/// <item>Regressed: else, U &lt; 0.</item>
/// <item>Inconclusive: else.</item>
/// </list>
/// The four exclude each other. A candidate that is worse by exactly delta passes (1 or 2) at most about once in twenty; one that
/// is equal is called improved, or regressed, at most about once in forty each.
/// </summary>
internal static class NonInferiority
{
    // z(95 %) + z(80 %): a one-sided test at 5 % finds an effect of this many standard errors in four cases of five.
    private const double DetectableStandardErrors = 1.6448536269514722 + 0.8416212335729143;

    public static CheckVerdict Judge(Replicates improvement, double margin) =>
        improvement.Bound(0.025) > 0 ? CheckVerdict.Improved
        : improvement.Bound(0.05) >= -margin ? CheckVerdict.Unchanged
        : improvement.Bound(0.975) < 0 ? CheckVerdict.Regressed
        : double.IsNaN(improvement.Bound(0.05)) ? CheckVerdict.NotComputed
        : CheckVerdict.Inconclusive;

    /// <summary>The least true loss that a one-sided test at 5 % finds with 80 % power.</summary>
    public static double MinimumDetectableEffect(double standardError) => DetectableStandardErrors * standardError;
}
