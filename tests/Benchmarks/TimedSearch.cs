using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Trainer.Configuration;
using Trainer.Sweep;
using Trainer.Sweep.Space;
using Trainer.Sweep.Studies;

namespace Benchmarks;

/// <summary>
/// A search as <c>trainer sweep</c> does it, on training rows alone, for so many seconds; then what it chose, fitted on all of them. With TRIALS
/// set it prints every trial.
/// </summary>
internal sealed class TimedSearch : IDisposable
{
    private readonly FeatureSources _sources;

    /// <param name="options">The configuration, of which data and output are not read.</param>
    /// <param name="training">Rows to learn from.</param>
    /// <param name="test">Rows of the same models; nothing but their number is looked at.</param>
    /// <param name="seconds">When the search ends, features included.</param>
    public TimedSearch(TrainerOptions options, RoutingProblem training, RoutingProblem test, double seconds)
    {
        var started = DateTimeOffset.UtcNow;
        double Elapsed() => (DateTimeOffset.UtcNow - started).TotalSeconds;
        var progress = new Trainer.Progress(AnsiConsole.Console, silent: true);
        var data = new SweepData(training, training, test, 0, 0, [.. Enumerable.Repeat(-1, training.Table.Count)], []);
        options = options with { Sweep = AutomaticSearch.Of(options, data).Resolve(options.Sweep) };
        _sources = new FeatureSources(options, training, progress);
        var crossValidation = new CrossValidation(training, _sources, options.Sweep.Folds, options.Seed);
        var objective = new Objective(training, crossValidation.Folds, options.Objective);
        var search = new RouterSearch(options, data, crossValidation, objective, progress);
        var folder = Directory.CreateTempSubdirectory("benchmark-study-");
        try
        {
            using var store = StudyStores.Open(folder.FullName, "search", "benchmark", "", TimeProvider.System);
            var workers = options.Sweep.Workers > 0 ? options.Sweep.Workers : Environment.ProcessorCount;
            var limits = new StudyLimits(options.Sweep.Trials > 0 ? options.Sweep.Trials : 100_000, workers, started.AddSeconds(seconds));
            using var study = new Study(search.Plan(), limits, store, TimeProvider.System, _ => { });
            var (trials, end) = study.Run(default, default);
            var searched = Elapsed();
            var found = search.Choose(trials, end, store, default);
            var chosen = Elapsed();
            Fitted = TrainedRouter.Fit(training, crossValidation, _sources, found.Ensemble, options.Seed, default);
            var fitted = Elapsed();
            Print(trials, folder.FullName);
            int Count(TrialState state) => trials.Count(trial => trial.State == state);
            var best = Study.Best(trials);
            var (learner, settings) = TrialReports.Describe(best.Spec.Learner);
            Line = Text($"{Count(TrialState.Completed)} trials completed, {Count(TrialState.Stopped)} stopped, {Count(TrialState.Failed)} failed in ") +
                Text($"{searched:0.0} s, {chosen:0.0} s with the choice, {fitted:0.0} s with the fit; best trial {best.Spec.Number} ({best.Origin}) ") +
                Text($"{learner} ({settings}) on {best.Spec.Features} cross-validated {best.Objective:0.0000}, ") +
                Text($"corrected {found.Search!.Corrected.Value:0.0000} ({found.Search.Corrected.Low:0.0000}-{found.Search.Corrected.High:0.0000}); ") +
                Text($"shipped {found.Ensemble.Describe()}; peak {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:0} MB, ") +
                Text($"{GC.GetTotalPauseDuration().TotalSeconds:0.0} s of garbage collection");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>What the search chose, fitted on all training rows.</summary>
    public TrainedRouter Fitted { get; }

    /// <summary>How the search went.</summary>
    public string Line { get; }

    public void Dispose() => _sources.Dispose();

    private static void Print(IReadOnlyList<Trial> trials, string folder)
    {
        if (Environment.GetEnvironmentVariable("TRIALS") is null)
        {
            return;
        }

        var timings = StudyStores.Read(Path.Combine(folder, SqliteFile.Name), TimeProvider.System)[0].Timings;
        foreach (var trial in trials)
        {
            Console.WriteLine(
                Text($"  {trial.Spec.Number,3} {trial.State,-9} {trial.Origin,-10} {trial.Objective:0.0000} {trial.Share:0.00} ") +
                Text($"{timings.GetValueOrDefault(trial.Spec.Number)?.Seconds:0.0} s {trial.Operations:0.0E+0} ") +
                $"{TrialReports.Describe(trial.Spec.Learner)} {trial.Spec.Features} {trial.Reason}");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
