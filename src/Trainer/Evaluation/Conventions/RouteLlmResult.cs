namespace Trainer.Evaluation.Conventions;

/// <summary>RouteLLM's metrics; shares and qualities as fractions where RouteLLM prints percent.</summary>
/// <param name="Points">By rising strong share.</param>
/// <param name="Cpt20">Strong share at which 20 % of the gap is recovered.</param>
/// <param name="Cpt50">The same at 50 %.</param>
/// <param name="Cpt80">The same at 80 %.</param>
/// <param name="Auc">Area under quality over strong share.</param>
/// <param name="Apgr">(AUC - AUC of weak) / (AUC of strong - AUC of weak).</param>
/// <param name="Undefined">Why there is no result; null where there is one.</param>
internal sealed record RouteLlmResult(
    IReadOnlyList<CurvePoint> Points, double Cpt20, double Cpt50, double Cpt80, double Auc, double Apgr, string? Undefined)
{
    public static RouteLlmResult NotDefined(string why) => new([], double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, why);
}
