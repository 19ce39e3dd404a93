using Trainer.Reporting.Tables;
using Trainer.Sweep;

namespace Trainer.Reporting.Html;

/// <summary>How the router was found. Every chart has its numbers in a table below it, or in that of all trials.</summary>
internal static class SearchSection
{
    private const int TopTrials = 50;

    // Fewer trials of a setting make no picture.
    private const int FewestTrials = 3;

    public static Markup Of(RunReport report)
    {
        var trials = report.Trials.Count > TopTrials
            ? $"The {Numbers.Count(TopTrials)} best of {Numbers.Count(report.Trials.Count)} trials"
            : "Trials, best first";
        return Markup.Of(
            $"""
            <p class="lead">{Headlines.Chosen(report)}</p>
            {(report.Search is not null ? Story(report) : default)}
            {(report.Trials.Count > 1 ? ChartBox.Of("trials-chart", "Objective of every trial by its number, and the best so far.") : default)}
            {(report.Search is { } found ? Charts(report, found) : default)}
            {HtmlTable.Of(TrialsTable.Of(report, TopTrials), trials, "sortable trials")}
            """);
    }

    private static Markup Story(RunReport report) => Markup.Of(
        $"""
        <p class="lead">{Headlines.Luck(report)}</p>
        <p class="lead">{Headlines.Shipped(report)} {Headlines.Alone(report)}</p>
        <pre class="command"><code>{Headlines.AloneCommand}</code></pre>
        <p class="lead">{Headlines.AloneNote}</p>
        {HtmlTable.Of(SearchTable.Of(report)!, "How it was searched")}
        <h3>Trial by trial</h3>
        """);

    private static Markup Charts(RunReport report, SearchReport search)
    {
        var front = FrontTable.Of(report);
        var importance = ImportanceTable.Of(report);
        return Markup.Join(
        [
            Markup.When(
                front is not null,
                $"""
                <h3>Pareto front</h3>
                {ChartBox.Of("front-chart", "Every completed trial by its goals; on the front are those that no other trial beats in all of them.")}
                {(front is null ? default : HtmlTable.Of(front, "Trials that none beats in all goals", "sortable"))}

                """),
            Markup.Of($"{HtmlTable.Of(LearnersTable.Of(report), "The best of each learner", "sortable")}\n"),
            Markup.When(
                importance is not null,
                $"""
                <h3>Which settings mattered</h3>
                <p class="lead">Each by itself, among the trials that had it. A search looks where results are good, so this is of the trials made, not of all that could be. What is grey may well be an accident.</p>
                {ChartBox.Of("importance-chart", "Share of the variance of the trials' ranks that each setting explains by itself.")}
                {(importance is null ? default : HtmlTable.Of(importance, "Settings by what they explain", "sortable"))}

                """),
            Markup.When(
                report.Trials.Count(IsCompleted) >= FewestTrials,
                $"""
                <h3>Trials across their settings</h3>
                {ChartBox.Of("parallel-chart", "One line for every completed trial across its settings to its objective; the table of trials has the numbers.")}

                """),
            Markup.When(
                search.Settings.Any(setting => setting.IsNumber && IsDrawn(report, setting)),
                $"""
                <h3>The objective along each number</h3>
                {ChartBox.Of("slices-chart", "The objective of completed trials against each numeric setting of each learner; the table of trials has the numbers.")}

                """),
        ]);
    }

    private static bool IsDrawn(RunReport report, SearchedSetting setting)
    {
        var own = report.Trials.Where(trial => IsCompleted(trial) && trial.Learner == setting.Learner).ToArray();
        return own.Length >= FewestTrials && own.Select(trial => trial.SettingValues[setting.Setting].GetRawText()).Distinct().Count() > 1;
    }

    private static bool IsCompleted(TrialReport trial) => trial.State == TrialState.Completed && double.IsFinite(trial.Objective);
}
