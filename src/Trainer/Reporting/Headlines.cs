using System.Globalization;
using Trainer.Calibration;
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
        var format = Numbers.OfGoal(report.Objective);
        return $"{searched}{trial.Learner}{settings}{features}; {report.Objective} {format(trial.Objective)}, mean of " +
            $"{Numbers.Count(report.Folds)} folds on training queries, standard deviation {format(trial.Deviation)}.";
    }

    /// <summary>How the scores became probabilities; empty where that is not known.</summary>
    public static string Calibration(RunReport report)
    {
        if (report.Calibration is not { } choice)
        {
            return "";
        }

        var byDomain = choice.ByDomain ? ", with maps of their own for domains of at least twenty training queries" : "";
        var why = choice.Trials.Count == 0
            ? "a policy's scores are decisions"
            : choice.Asked != CalibrationMethod.Auto
                ? "as the configuration asks"
                : choice.Method == CalibrationMethod.Platt.Name
                    ? "no other method being better by more than a standard error"
                    : "better than Platt scaling by more than a standard error";
        return $"Calibration: {choice.Method}{byDomain}, {why}.";
    }

    /// <summary>What the best of many owes to luck; empty where nothing was searched.</summary>
    public static string Luck(RunReport report)
    {
        if (report.Search is not { } search)
        {
            return "";
        }

        var format = Numbers.OfGoal(report.Objective);
        var test = "The test knows nothing of the choice: its numbers need no such correction.";
        return search.Candidates < 2
            ? $"Only one configuration has a result, so nothing was chosen by luck. {test}"
            : !double.IsFinite(search.Optimism.Value)
                ? $"How much the best of {Numbers.Count(search.Candidates)} owes to luck cannot be said of these data. {test}"
                : $"Whatever comes out best of {Numbers.Count(search.Candidates)} configurations was good and lucky (the winner's " +
                    $"curse). The best one's {report.Objective} is {format(Best(search))}; about " +
                    $"{Numbers.Whole(search.Optimism, format)} of " +
                    $"that is luck. Without it, {Numbers.Whole(search.Corrected, format)} is to be expected of new queries. {test}";
    }

    /// <summary>How to fit the best trial alone; empty where nothing was searched.</summary>
    public static string Alone(RunReport report) => report.Search is null
        ? ""
        : $"To fit trial {Numbers.Count(report.ChosenTrial)} by itself, with the same data, split and folds:";

    /// <summary>The command of <see cref="Alone"/>.</summary>
    public const string AloneCommand = "trainer train RUN/winner.yaml";

    /// <summary>What stands for what in it.</summary>
    public const string AloneNote =
        "RUN is the folder of this report; run it where the sweep was started, since paths of data count " +
        "from there. It writes to artifacts/winner; --set output=FOLDER changes that.";

    /// <summary>What is in the bundle; empty where nothing was searched.</summary>
    public static string Shipped(RunReport report) => report.Search switch
    {
        null => "",
        { Ensemble: not null } => "An ensemble of trials is shipped: the mean of their log-odds, by the weights in the table below.",
        _ => $"Trial {Numbers.Count(report.ChosenTrial)} alone is shipped, not an ensemble.",
    };

    // As it was measured: of candidates that keep the limits, so not always the largest of all.
    private static double Best(SearchReport search) =>
        search.Maximised[0] ? search.Corrected.Value + search.Optimism.Value : search.Corrected.Value - search.Optimism.Value;

    /// <summary>What is behind every number.</summary>
    public static string Evidence(RunReport report) =>
        $"Numbers are of {Numbers.Count(report.Evaluation.Queries)} test queries that nothing was fitted, chosen or calibrated on. " +
        $"Brackets are 95 % intervals, from a bootstrap of {Numbers.Count(report.Evaluation.Clusters)} independent groups of queries.";
}
