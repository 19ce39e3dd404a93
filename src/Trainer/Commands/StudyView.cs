using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using Trainer.Sweep;

namespace Trainer.Commands;

/// <summary>
/// What a person sees of a search: on a terminal the leaderboard and how the search stands, redrawn as trials end; elsewhere a line for every
/// new best and now and then.
/// </summary>
/// <param name="console">Where.</param>
/// <param name="silent">Whether nothing is shown.</param>
/// <param name="clock">For the time that is left.</param>
internal sealed class StudyView(IAnsiConsole console, bool silent, TimeProvider clock) : IStudyView
{
    private const int Shown = 8;
    private const double Redraw = 0.2;

    public T Follow<T>(StudyTerms terms, Func<Action<StudySnapshot>, T> search)
    {
        var started = clock.GetTimestamp();
        if (silent)
        {
            return search(_ => { });
        }

        if (!console.Profile.Out.IsTerminal)
        {
            Trial? best = null;
            return search(snapshot =>
            {
                var leader = Leaders(snapshot).FirstOrDefault();
                var isDue = leader != best || snapshot.Finished.Count % 10 == 0 || snapshot.Finished.Count == snapshot.Trials;
                if (leader is not null && snapshot.Latest is not null && isDue)
                {
                    best = leader;
                    console.Profile.Out.Writer.WriteLine(Standing(terms, snapshot, started));
                }
            });
        }

        T? result = default;
        console.Live(new Text("")).Overflow(VerticalOverflow.Crop).Start(live =>
        {
            var (drawn, isFirst) = (0L, true);
            result = search(snapshot =>
            {
                if (isFirst || clock.GetElapsedTime(drawn).TotalSeconds > Redraw || snapshot.Finished.Count == snapshot.Trials)
                {
                    (drawn, isFirst) = (clock.GetTimestamp(), false);
                    live.UpdateTarget(Board(terms, snapshot, started));
                    live.Refresh();
                }
            });
        });
        return result!;
    }

    private Rows Board(StudyTerms terms, StudySnapshot snapshot, long started)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("trial", terms.Objective, "± s.e.", "learner", "features", "settings");
        table.Columns[1].RightAligned();
        foreach (var trial in Leaders(snapshot).Take(Shown))
        {
            var (name, settings) = TrialReports.Describe(trial.Spec.Learner);
            table.AddRow(
                Text($"{trial.Spec.Number}"), Text($"{terms.Sign * trial.Objective:0.0000}"), Text($"{Error(trial):0.0000}"), name,
                Markup.Escape(trial.Spec.Features), Markup.Escape(settings));
        }

        var running = snapshot.Running.Select(trial => Text($"{trial.Spec.Number} {TrialReports.Describe(trial.Spec.Learner).Name} {trial.Share:0%}"));
        return new Rows(
            new IRenderable[] { table, new Text(Standing(terms, snapshot, started)), new Text("under way: " + string.Join(", ", running)) });
    }

    private string Standing(StudyTerms terms, StudySnapshot snapshot, long started)
    {
        int Count(TrialState state) => snapshot.Finished.Count(trial => trial.State == state);
        var elapsed = clock.GetElapsedTime(started).TotalSeconds;
        var leader = Leaders(snapshot).FirstOrDefault();
        var best = leader is null
            ? "no result yet"
            : Text($"best {terms.Objective} {terms.Sign * leader.Objective:0.0000} ± {Error(leader):0.0000} (trial {leader.Spec.Number}, ") +
                Text($"{TrialReports.Describe(leader.Spec.Learner).Name} on {leader.Spec.Features})");
        var left = terms.Deadline is { } deadline
            ? Text($"{Math.Max(0, (deadline - clock.GetUtcNow()).TotalSeconds):0} s left")
            : snapshot.Fresh > 0
                ? Text($"about {elapsed / snapshot.Fresh * (snapshot.Trials - snapshot.Finished.Count):0} s left")
                : "";
        var trials = terms.Deadline is null ? Text($"{snapshot.Finished.Count}/{snapshot.Trials}") : Text($"{snapshot.Finished.Count}");
        return Text($"{trials} trials ({Count(TrialState.Stopped)} stopped, {Count(TrialState.Failed)} failed); {best}; {elapsed:0} s") +
            (left.Length > 0 ? ", " + left : "");
    }

    private static IEnumerable<Trial> Leaders(StudySnapshot snapshot) => snapshot.Finished
        .Where(trial => trial is { State: TrialState.Completed, SameAs: null })
        .OrderBy(trial => trial.Violation).ThenByDescending(trial => trial.Objective).ThenBy(trial => trial.Spec.Number);

    private static double Error(Trial trial) =>
        TrialReports.Deviation(trial.FoldObjectives) / Math.Sqrt(trial.FoldObjectives.Count);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
