using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Trainer.Configuration;
using Trainer.Learners;
using Trainer.Sweep;
using Trainer.Sweep.Space;
using Trainer.Sweep.Stopping;
using Trainer.Sweep.Studies;
using Trainer.Sweep.Tuning;

namespace Benchmarks;

/// <summary>
/// What a search takes beside its fits: a study of trials that are hardly any work, on SQLite on disk, less the time that the same fits
/// take alone; and the same with all trials finished, which is what resuming takes.
/// </summary>
internal static class StudyOverhead
{
    private const int Queries = 60;
    private const ulong Seed = 42;

    /// <param name="trials">Trials of the study.</param>
    /// <param name="tuner">A tuner's name.</param>
    /// <param name="stopping">A stopping rule's name.</param>
    public static void Run(int trials, string tuner, string stopping)
    {
        var folder = Directory.CreateTempSubdirectory("study-overhead-");
        try
        {
            var problem = RoutingProblem.Load(new DataOptions { Sample = new SampleOptions { Queries = Queries, Seed = 1 } });
            var sources = new FeatureSources(new TrainerOptions(), problem, new Trainer.Progress(AnsiConsole.Console, silent: true));
            var crossValidation = new CrossValidation(problem, sources, 5, Seed);
            var objective = new Objective(problem, crossValidation.Folds, new ObjectiveOptions());
            Study(Path.Combine(folder.FullName, "warm.db"), trials); // compiled, as in a search of minutes
            var path = Path.Combine(folder.FullName, "study.db");
            var (seconds, processor, finished) = Study(path, trials);
            var (again, _, _) = Study(path, trials);
            var watch = Stopwatch.StartNew();
            foreach (var trial in finished.Where(trial => trial.SameAs is null))
            {
                crossValidation.OutOfFoldScores(trial.Spec, Seed, CancellationToken.None);
            }

            var alone = watch.Elapsed.TotalSeconds;
            Console.WriteLine(
                Text($"{trials} trials by {tuner} and {stopping}, one worker: {Each(seconds)} ms per trial ({Each(processor)} of ") +
                Text($"processor), of which fits alone take {Each(alone)}; the search itself {Each(seconds - alone)}; all of it remembered {Each(again)}; ") +
                Text($"{finished.Count(trial => trial.SameAs is not null)} repetitions"));

            string Each(double all) => (1000 * all / trials).ToString("0.00", CultureInfo.InvariantCulture);

            (double Seconds, double Processor, IReadOnlyList<Trial> Trials) Study(string file, int count)
            {
                LearnerFamily[] families = [LearnerFamily.Find("neighbours")!, LearnerFamily.Find("clusters")!];
                var space = new SearchSpace(families, ["statistics"], isPair: false);
                var plan = new StudyPlan(
                    space,
                    Tuners.Of(tuner, space, isPair: false, Seed),
                    StoppingRules.Of(stopping, objective.Goals),
                    crossValidation,
                    objective,
                    Seed,
                    Lag: 4);
                var before = Process.GetCurrentProcess().TotalProcessorTime;
                var started = Stopwatch.GetTimestamp();
                using var store = StudyStores.Open(file, "study", "key", "", TimeProvider.System);
                using var study = new Study(plan, new StudyLimits(count, 1), store, TimeProvider.System, _ => { });
                var (done, _) = study.Run(CancellationToken.None, CancellationToken.None);
                return (
                    Stopwatch.GetElapsedTime(started).TotalSeconds,
                    (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds,
                    done);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
