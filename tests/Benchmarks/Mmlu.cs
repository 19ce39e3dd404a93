using System.Globalization;
using Spectre.Console;
using Trainer.Configuration;
using Trainer.Evaluation;
using Trainer.Evaluation.Conventions;
using Trainer.Features.Data;
using Trainer.Sweep;
using Trainer.Sweep.Studies;

namespace Benchmarks;

/// <summary>
/// The search with all its defaults on RouteLLM's MMLU tables over given splits, for so many seconds each: trials by cross-validation on the
/// training rows alone, what it chose fitted on all of them, and its scores judged once on the test rows, exactly and by RouteLLM's ten bins.
/// </summary>
internal static class Mmlu
{
    /// <param name="data">The shared data folder.</param>
    /// <param name="seconds">Of each search, features included; embeddings come from the cache after the first.</param>
    /// <param name="splits">Splits, comma-separated.</param>
    /// <param name="weakWrong">Whether the strong model counts as always right, so that APGR is about the weak model's errors alone.</param>
    /// <param name="changes">Overrides of the search, such as <c>sweep.tuner=random</c>.</param>
    public static void Run(string data, double seconds, string splits, bool weakWrong, params string[] changes)
    {
        var problem = MmluSplit.All(data);
        problem = weakWrong ? new RoutingProblem(AlwaysRight(problem), problem.Task, problem.Source) : problem;
        var (exact, tenBins) = (new List<double>(), new List<double>());
        foreach (var split in splits.Split(','))
        {
            var (training, test) = MmluSplit.Of(problem, data, split);
            var (report, line) = Judge(training, test, seconds, changes);
            Console.WriteLine($"split {split}: {line}");
            if (split != "42")
            {
                exact.Add(report.Apgr);
                tenBins.Add(report.TenBins);
            }
        }

        if (exact.Count > 0)
        {
            Console.WriteLine(
                Text($"mean of {exact.Count} splits: exact APGR {exact.Average():0.0000}, 10-bin APGR {tenBins.Average():0.0000} ") +
                Text($"(min {tenBins.Min():0.000}, max {tenBins.Max():0.000})"));
        }
    }

    private static RoutingTable AlwaysRight(RoutingProblem problem)
    {
        var here = new DataPlace("benchmark");
        var table = new RoutingTableBuilder("benchmark");
        table.DeclareModels(problem.Table.Models, here);
        for (var row = 0; row < problem.Table.Count; row++)
        {
            table.AddQuery(problem.Table.Queries[row], here);
            table.SetQuality(row, 0, problem.Table.Quality(0)[row], here);
            table.SetQuality(row, 1, 1, here);
        }

        return table.Build();
    }

    private static ((double Apgr, double TenBins) Report, string Line) Judge(
        RoutingProblem training, RoutingProblem test, double seconds, string[] changes)
    {
        var started = DateTimeOffset.UtcNow;
        var progress = new Trainer.Progress(AnsiConsole.Console, silent: true);
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "data: { sample: { queries: 100 } }"); // of which nothing is read but the changes
        var options = ConfigurationFile.Read(file, changes);
        File.Delete(file);
        int[] alone = [.. Enumerable.Repeat(-1, training.Table.Count)];
        var data = new SweepData(training, training, test, 0, 0, alone, []);
        options = options with { Sweep = Trainer.Sweep.Space.AutomaticSearch.Of(options, data).Resolve(options.Sweep) };
        using var sources = new FeatureSources(options, training, progress);
        var crossValidation = new CrossValidation(training, sources, options.Sweep.Folds, options.Seed);
        var objective = new Objective(training, crossValidation.Folds, options.Objective);
        var search = new RouterSearch(options, data, crossValidation, objective, progress);
        var folder = Directory.CreateTempSubdirectory("mmlu-study-");
        try
        {
            using var store = StudyStores.Open(folder.FullName, "mmlu", "benchmark", "", TimeProvider.System);
            var limits = new StudyLimits(options.Sweep.Trials > 0 ? options.Sweep.Trials : 100_000, Workers(options), started.AddSeconds(seconds));
            using var study = new Study(search.Plan(), limits, store, TimeProvider.System, _ => { });
            var (trials, end) = study.Run(default, default);
            if (Environment.GetEnvironmentVariable("TRIALS") is not null)
            {
                var process = System.Diagnostics.Process.GetCurrentProcess();
                Console.WriteLine(Text($"  after the search: peak {process.PeakWorkingSet64 / 1e6:0} MB, now {process.WorkingSet64 / 1e6:0}, ") +
                    Text($"managed {GC.GetTotalMemory(false) / 1e6:0}, {GC.GetTotalMemory(true) / 1e6:0} in use"));
            }

            var searched = (DateTimeOffset.UtcNow - started).TotalSeconds;
            var found = search.Choose(trials, end, store, default);
            var chosen = (DateTimeOffset.UtcNow - started).TotalSeconds;
            var fitted = TrainedRouter.Fit(training, crossValidation, sources, found.Ensemble, options.Seed, default);
            var scores = fitted.Router.Score(test.Texts);
            var whole = (DateTimeOffset.UtcNow - started).TotalSeconds;
            var pair = RouterEvaluation.Run(test.Table, scores, training.MeanCostUsd(), [new NamedSetting("half", 0.5)], true, 42, 1000).Pair!;
            var outcomes = PairOutcomes.From(test.Table, 0, 1);
            var asDouble = Array.ConvertAll(scores, score => (double)score);
            var tenBins = RouteLlmConvention.Of(outcomes, asDouble).Apgr;
            var ones = new int[outcomes.Rows];
            Array.Fill(ones, 1);
            var auc = new RankAuc(new ScoreOrder(asDouble), outcomes.NeedsStrong()).Value(ones);
            int Count(TrialState state) => trials.Count(trial => trial.State == state);
            var best = Study.Best(trials);
            if (Environment.GetEnvironmentVariable("TRIALS") is not null)
            {
                var timings = StudyStores.Read(Path.Combine(folder.FullName, SqliteFile.Name), TimeProvider.System)[0].Timings;
                foreach (var trial in trials)
                {
                    Console.WriteLine(
                        Text($"  {trial.Spec.Number,3} {trial.State,-9} {trial.Origin,-10} {trial.Objective:0.0000} {trial.Share:0.00} ") +
                        Text($"{timings.GetValueOrDefault(trial.Spec.Number)?.Seconds:0.0} s {trial.Operations:0.0E+0} ") +
                        $"{TrialReports.Describe(trial.Spec.Learner)} {trial.Spec.Features} {trial.Reason}");
                }
            }

            var (learner, settings) = TrialReports.Describe(best.Spec.Learner);
            return ((pair.Apgr.Value, tenBins),
                Text($"exact APGR {pair.Apgr.Value:0.000} ({pair.Apgr.Low:0.000}-{pair.Apgr.High:0.000}), 10-bin {tenBins:0.000}, ") +
                Text($"AUC {auc:0.0000}, n {test.Table.Count}; ") +
                Text($"{Count(TrialState.Completed)} trials completed, {Count(TrialState.Stopped)} stopped, {Count(TrialState.Failed)} failed in ") +
                Text($"{searched:0.0} s, {chosen:0.0} s with the choice, {whole:0.0} s with fit and test; best trial {best.Spec.Number} ({best.Origin}) {learner} ({settings}) on ") +
                Text($"{best.Spec.Features} cross-validated {best.Objective:0.0000}, corrected {found.Search!.Corrected.Value:0.0000} ") +
                Text($"({found.Search.Corrected.Low:0.0000}-{found.Search.Corrected.High:0.0000}); shipped {found.Ensemble.Describe()}; ") +
                Text($"peak {System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:0} MB"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static int Workers(TrainerOptions options) => options.Sweep.Workers > 0 ? options.Sweep.Workers : Environment.ProcessorCount;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
