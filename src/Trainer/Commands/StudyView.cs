using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using Trainer.Sweep;

namespace Trainer.Commands;

/// <summary>
/// What a person sees of a search: on a terminal the leaderboard and how the search stands, redrawn every second and as trials end;
/// elsewhere a line for every new best and now and then.
/// </summary>
/// <param name="console">Where.</param>
/// <param name="progress">What else is said there; if it is silent, nothing is shown.</param>
/// <param name="clock">For the time that is left.</param>
internal sealed class StudyView(IAnsiConsole console, Progress progress, TimeProvider clock) : IStudyView
{
    // Rows of the display besides the leaders.
    private const int OtherRows = 10;
    private const int MostLeaders = 8;

    // A column of less says nothing.
    private const int FewestCharacters = 8;
    private const int TrialsPerLine = 10;
    private static readonly TimeSpan Redraw = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    public T Follow<T>(StudyTerms terms, Func<Action<StudySnapshot>, T> search)
    {
        var started = clock.GetTimestamp();
        return progress.IsSilent ? search(_ => { })
            : console.Profile.Out.IsTerminal ? FollowLive(terms, search, started)
            : search(Lines(terms, started));
    }

    private Action<StudySnapshot> Lines(StudyTerms terms, long started)
    {
        int? best = null;
        return snapshot =>
        {
            var leader = Leaders(snapshot).FirstOrDefault()?.Spec.Number;
            if (snapshot.Latest is not null && (leader != best || snapshot.Finished.Count % TrialsPerLine == 0 || snapshot.Finished.Count == snapshot.Trials))
            {
                best = leader;
                var time = Time(terms, snapshot, clock.GetElapsedTime(started).TotalSeconds);
                console.Profile.Out.Writer.WriteLine($"{Counts(terms, snapshot)}; {Best(terms, snapshot)}; {time}");
            }
        };
    }

    private T FollowLive<T>(StudyTerms terms, Func<Action<StudySnapshot>, T> search, long started)
    {
        T? result = default;
        console.Live(new Text("")).Overflow(VerticalOverflow.Crop).Start(live =>
        {
            var gate = new object();
            var (drawn, note) = (long.MinValue, "");
            StudySnapshot? latest = null;
            void Draw(bool always, bool isOver = false)
            {
                lock (gate)
                {
                    if (latest is not null && (always || drawn == long.MinValue || clock.GetElapsedTime(drawn) > Redraw))
                    {
                        drawn = clock.GetTimestamp();
                        live.UpdateTarget(Board(terms, latest, note, clock.GetElapsedTime(started).TotalSeconds, isOver));
                        live.Refresh();
                    }
                }
            }

            using var timer = clock.CreateTimer(_ => Draw(always: false), null, Tick, Tick);
            result = progress.Beside(
                line =>
                {
                    lock (gate)
                    {
                        note = line;
                    }

                    Draw(always: line.Length == 0);
                },
                () => search(snapshot =>
                {
                    lock (gate)
                    {
                        latest = snapshot;
                    }

                    Draw(always: snapshot.Finished.Count == snapshot.Trials);
                }));
            Draw(always: true, isOver: true);
        });
        return result!;
    }

    private Rows Board(StudyTerms terms, StudySnapshot snapshot, string note, double seconds, bool isOver)
    {
        var (width, height) = (console.Profile.Width, console.Profile.Height);
        var leaders = Leaders(snapshot).Take(Math.Clamp(height - OtherRows, 1, MostLeaders)).ToArray();
        var running = snapshot.Running.Select(
            trial => Text($"{trial.Spec.Number} {TrialReports.Describe(trial.Spec.Learner).Name} {trial.Share:0%}"));
        string[] lines =
        [
            $"{Counts(terms, snapshot)}; {(isOver ? Duration.Of(seconds) : Time(terms, snapshot, seconds))}",
            Best(terms, snapshot),
            .. isOver ? Array.Empty<string>() :
            [
                "under way: " + (snapshot.Running.Count == 0 ? "nothing yet" : string.Join(", ", running)),
                note.Length > 0 ? note : "Ctrl-C: finish with the best so far",
            ],
        ];
        return new Rows(
        [
            .. leaders.Length == 0 ? Array.Empty<IRenderable>() : [Leaderboard(terms, leaders, width)],
            .. lines.Select(line => new Text(Fitted(line, width))),
        ]);
    }

    // As wide as the terminal at most: what does not fit is cut, because a line that wraps makes everything jump.
    private static Table Leaderboard(StudyTerms terms, Trial[] leaders, int width)
    {
        string[][] rows =
        [
            ["trial", terms.Objective, "± s.e.", "learner", "features", "settings"],
            .. leaders.Select(trial =>
            {
                var (name, settings) = TrialReports.Describe(trial.Spec.Learner);
                return new[]
                {
                    Text($"{trial.Spec.Number}"), Text($"{terms.Sign * trial.Objective:0.0000}"), Text($"{Error(trial):0.0000}"), name,
                    trial.Spec.Features, settings,
                };
            }),
        ];
        var table = new Table().Border(TableBorder.Simple);
        var left = width - 1;
        for (var column = 0; column < rows[0].Length; column++)
        {
            // A column takes two blanks of padding and one between columns.
            var isLast = column == rows[0].Length - 1;
            var wanted = rows.Max(row => row[column].Length);
            if (left < FewestCharacters + 3)
            {
                break;
            }

            var most = Math.Clamp(isLast ? left - 3 : Math.Min(left - 3, Math.Max(FewestCharacters, width / 3)), 1, wanted);
            left -= most + 3;
            Array.ForEach(rows, row => row[column] = Fitted(row[column], most));
            var added = new TableColumn(new Text(rows[0][column])).NoWrap();
            table.AddColumn(column is 0 or 1 or 2 ? added.RightAligned() : added);
        }

        foreach (var row in rows.Skip(1))
        {
            table.AddRow(row.Take(table.Columns.Count).Select(cell => new Text(cell)));
        }

        return table;
    }

    private static string Counts(StudyTerms terms, StudySnapshot snapshot)
    {
        int Count(TrialState state) => snapshot.Finished.Count(trial => trial.State == state);
        var trials = terms.Deadline is null ? Text($"{snapshot.Finished.Count}/{snapshot.Trials}") : Text($"{snapshot.Finished.Count}");
        return Text($"{trials} trials ({Count(TrialState.Stopped)} stopped, {Count(TrialState.Failed)} failed)");
    }

    private static string Best(StudyTerms terms, StudySnapshot snapshot)
    {
        if (Leaders(snapshot).FirstOrDefault() is not { } leader)
        {
            return "no result yet";
        }

        var features = leader.Spec.Features.Length > 0 ? $" on {leader.Spec.Features}" : "";
        return Text($"best {terms.Objective} {terms.Sign * leader.Objective:0.0000} ± {Error(leader):0.0000} ") +
            Text($"(trial {leader.Spec.Number}, ") + $"{TrialReports.Describe(leader.Spec.Learner).Name}{features})";
    }

    private string Time(StudyTerms terms, StudySnapshot snapshot, double seconds)
    {
        var left = terms.Deadline is { } deadline
            ? $", {Duration.Of((deadline - clock.GetUtcNow()).TotalSeconds)} left"
            : snapshot.Fresh > 0 && snapshot.Finished.Count < snapshot.Trials
                ? $", about {Duration.Of(seconds / snapshot.Fresh * (snapshot.Trials - snapshot.Finished.Count))} left"
                : "";
        return Duration.Of(seconds) + left;
    }

    private static IEnumerable<Trial> Leaders(StudySnapshot snapshot) => snapshot.Finished
        .Where(trial => trial is { State: TrialState.Completed, SameAs: null })
        .OrderBy(trial => trial.Violation).ThenByDescending(trial => trial.Objective).ThenBy(trial => trial.Spec.Number);

    private static double Error(Trial trial) =>
        TrialReports.Deviation(trial.FoldObjectives) / Math.Sqrt(trial.FoldObjectives.Count);

    private static string Fitted(string text, int width) => text.Length <= width ? text : text[..Math.Max(0, width - 1)] + "…";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
