using System.Text.Json;
using Trainer.Export;
using Trainer.Learners;
using Trainer.Reporting;

namespace Trainer.Sweep;

/// <summary>Trials as reports show them.</summary>
internal static class TrialReports
{
    public static TrialReport Of(Trial trial)
    {
        var (name, settings) = Describe(trial.Spec.Learner);
        return new TrialReport(
            trial.Spec.Number,
            trial.Spec.Features,
            name,
            settings,
            trial.Values.Count > 0 ? trial.Values[0] : trial.Objective,
            Deviation(trial.FoldObjectives),
            trial.Reason)
        {
            State = trial.State,
            Origin = trial.Origin,
            Values = trial.Values,
            Operations = trial.Operations,
            Share = trial.Share,
            SameAs = trial.SameAs,
        };
    }

    /// <summary>A learner's name, and its settings as "c 0.3, balanced false".</summary>
    public static (string Name, string Settings) Describe(ILearner learner)
    {
        var json = JsonSerializer.SerializeToElement(learner, BundleJson.Line);
        var settings = json.EnumerateObject()
            .Where(property => property.Name != "name")
            .Select(property => $"{property.Name} {property.Value.GetRawText().Trim('"')}");
        return (json.GetProperty("name").GetString()!, string.Join(", ", settings));
    }

    /// <summary>Standard deviation; NaN of fewer than two values.</summary>
    public static double Deviation(IReadOnlyList<double> values)
    {
        if (values.Count < 2)
        {
            return double.NaN;
        }

        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
    }
}
