using Trainer.Evaluation;

namespace Trainer.Regression;

/// <summary>
/// May the candidate replace the baseline? d = paired improvement, positive when the candidate is better; delta >= 0 = the loss that is
/// tolerated.
/// <list type="number">
/// <item>Improved: d > 0 is shown (superiority).</item>
/// <item>
/// Unchanged: else, d >= -delta is shown by the one-sided 95 % lower bound (non-inferiority; the lower of Schuirmann's two one-sided
/// tests, 1987, J. Pharmacokin. Biopharm. 15:657). As all checks must pass, each is made at 5 % (intersection-union, Berger 1982,
/// Technometrics 24:295).
/// </item>
/// <item>Regressed: else, d &lt; 0 is shown.</item>
/// <item>Inconclusive: else.</item>
/// </list>
/// "Shown" of the first and the third is p at most 2.5 %, corrected for how many checks there are: one of them suffices for the word.
/// </summary>
internal static class NonInferiority
{
    /// <summary>One-sided level of better and worse.</summary>
    public const double DirectionLevel = 0.025;

    /// <summary>One-sided level of not worse by more than the margin.</summary>
    public const double MarginLevel = 0.05;

    // z(95 %) + z(80 %): a one-sided test at 5 % finds an effect of this many standard errors in four cases of five.
    private const double DetectableStandardErrors = 1.6448536269514722 + 0.8416212335729143;

    /// <param name="notBetter">Corrected p-value of "it is not better".</param>
    /// <param name="notWorse">Corrected p-value of "it is not worse".</param>
    /// <param name="withinMargin">Improvement + margin; at least 0 is what is to be shown.</param>
    public static CheckVerdict Judge(double notBetter, double notWorse, IConfidenceDistribution withinMargin) =>
        double.IsNaN(notBetter) || double.IsNaN(notWorse) || double.IsNaN(withinMargin.Bound(MarginLevel)) ? CheckVerdict.NotComputed
        : notBetter <= DirectionLevel ? CheckVerdict.Improved
        : withinMargin.Bound(MarginLevel) >= -1e-12 * Math.Abs(withinMargin.Value) ? CheckVerdict.Unchanged
        : notWorse <= DirectionLevel ? CheckVerdict.Regressed
        : CheckVerdict.Inconclusive;

    /// <summary>The least true loss that a one-sided test at 5 % finds with 80 % power.</summary>
    public static double MinimumDetectableEffect(double standardError) => DetectableStandardErrors * standardError;
}
