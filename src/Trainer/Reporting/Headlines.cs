using System.Globalization;
using Trainer.Evaluation.Report;

namespace Trainer.Reporting;

/// <summary>The sentences that every report for people begins with.</summary>
internal static class Headlines
{
    public static string Verdict(RunReport report) => report.Evaluation.Verdict.Decision == Decision.Deploy ? "Deploy" : "Do not deploy";

    /// <summary>What is decided.</summary>
    public static string Task(RunReport report) => report.IsPair
        ? $"Pair: {report.Evaluation.Models[0].Name} → {report.Evaluation.Models[1].Name}"
        : $"Pool of {report.Data.Models.Count.ToString(CultureInfo.InvariantCulture)} models: {string.Join(", ", report.Data.Models)}";

    /// <summary>What was chosen, by what.</summary>
    public static string Chosen(RunReport report)
    {
        var trial = report.Chosen;
        var searched = report.Trials.Count == 1
            ? ""
            : $"Trial {trial.Number.ToString(CultureInfo.InvariantCulture)}, the best of {Numbers.Count(report.Trials.Count)}: ";
        var settings = trial.Settings.Length == 0 ? "" : $" ({trial.Settings})";
        var features = trial.Features.Length == 0 ? "" : $" on {trial.Features}";
        return $"{searched}{trial.Learner}{settings}{features}; {report.Objective} {Numbers.Quality(trial.Objective)}, mean of " +
            $"{Numbers.Count(report.Folds)} folds on training queries, standard deviation {Numbers.Quality(trial.Deviation)}.";
    }

    /// <summary>What is behind every number.</summary>
    public static string Evidence(RunReport report) =>
        $"Numbers are of {Numbers.Count(report.Evaluation.Queries)} test queries that nothing was fitted, chosen or calibrated on. " +
        $"Brackets are 95 % intervals, from a bootstrap of {Numbers.Count(report.Evaluation.Clusters)} independent groups of queries.";
}
