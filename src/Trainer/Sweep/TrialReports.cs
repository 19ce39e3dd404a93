using System.Text.Json;
using Trainer.Export;
using Trainer.Learners;
using Trainer.Learners.Settings;
using Trainer.Reporting;
using Trainer.Sweep.Space;

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
            SettingValues = SettingValues(trial.Spec.Learner),
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
        var settings = SettingValues(learner).Select(setting => $"{setting.Key} {setting.Value.GetRawText().Trim('"')}");
        return (json.GetProperty("name").GetString()!, string.Join(", ", settings));
    }

    /// <summary>A learner's settings by name, in its own order.</summary>
    public static IReadOnlyDictionary<string, JsonElement> SettingValues(ILearner learner) =>
        JsonSerializer.SerializeToElement(learner, BundleJson.Line).EnumerateObject()
            .Where(property => property.Name != "name")
            .ToDictionary(property => property.Name, property => property.Value, StringComparer.Ordinal);

    /// <summary>The settings of a search that trials tell something of: those of which at least two values were tried.</summary>
    public static IReadOnlyList<SearchedSetting> Searched(SearchSpace space, IReadOnlyList<Trial> trials)
    {
        var points = trials.Select(trial => space.Find(trial.Spec.Features, trial.Spec.Learner)).OfType<SearchPoint>().ToArray();
        return [.. Enumerable.Range(0, space.Dimensions.Count)
            .Where(dimension => dimension > SearchSpace.Features)
            .Where(dimension => points.Where(point => point.Has(dimension)).Select(point => point[dimension]).Distinct().Count() > 1)
            .Select(dimension =>
            {
                var (name, domain) = (space.Dimensions[dimension].Name, space.Dimensions[dimension].Domain);
                var dot = name.IndexOf('.', StringComparison.Ordinal);
                return new SearchedSetting(
                    name[..dot], name[(dot + 1)..], domain.IsOrdered,
                    domain is RealDomain { IsLog: true } or IntegerDomain { IsLog: true });
            })];
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
