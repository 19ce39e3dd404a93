using Trainer.Export;
using Trainer.Features;

namespace Trainer.Sweep.Selection;

/// <summary>An ensemble that was put together greedily, and whether it deserves to replace the best trial.</summary>
/// <param name="Ensemble">Members and weights, chosen on all folds.</param>
/// <param name="Objective">Its objective on the folds it was chosen on: too high.</param>
/// <param name="Nested">The objective of ensembles, each chosen without the fold it was judged on.</param>
/// <param name="Gain">
/// How much more those achieve than the trials that were best without that fold, paired, on the same queries; NaN where there are fewer than
/// two candidates or folds.
/// </param>
/// <param name="StandardError">Of the gain.</param>
internal sealed record SelectedEnsemble(Ensemble Ensemble, double Objective, double Nested, Estimate Gain, double StandardError)
{
    /// <summary>The rule: more than one member, and a nested gain of more than its standard error.</summary>
    public bool IsBetter => Ensemble.Members.Count > 1 && Gain.Value > StandardError;

    /// <summary>The sentence for reports.</summary>
    public Finding Finding => new(FindingSeverity.Info, Ensemble.Members.Count < 2
        ? "No second trial made the best one better: there is no ensemble."
        : FormattableString.Invariant($"An ensemble of {Ensemble.Members.Count} trials ({Ensemble.Describe()}), ") +
            FormattableString.Invariant($"chosen without the fold it is judged on, is {Gain.Value:+0.0000;-0.0000;0.0000} ") +
            FormattableString.Invariant($"({Gain.Low:+0.0000;-0.0000;0.0000} to {Gain.High:+0.0000;-0.0000;0.0000}, 95 %; ") +
            FormattableString.Invariant($"standard error {StandardError:0.0000}) above the single trial chosen in the same way: ") +
            (IsBetter ? "it is shipped." : "not more than a standard error, so the single trial is shipped."));
}
