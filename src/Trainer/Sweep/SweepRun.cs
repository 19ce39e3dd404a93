using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Trainer.Commands;
using Trainer.Configuration;
using Trainer.Evaluation;
using Trainer.Export;
using Trainer.Features;
using Trainer.Features.Data.Splits;
using Trainer.Reporting;

namespace Trainer.Sweep;

/// <summary>
/// The main job: data, split, search, fit, calibration, test, bundle, report, in this order. The test queries are scored once, after
/// everything is chosen.
/// </summary>
internal sealed class SweepRun(TrainerOptions options, Progress progress, TimeProvider clock, CancellationToken cancellation)
{
    private static readonly IReportWriter[] _reports = [new JsonReport(), new MarkdownReport(), new HtmlReport()];

    private readonly RunFolder _folder = new(options.Output);

    /// <summary>Searches, and returns what the reports say.</summary>
    public RunReport Search() => Run((problem, training, crossValidation, objective) =>
    {
        using var journal = TrialJournal.Open(_folder.Journal, StudyKey(problem));
        var done = 0;
        var best = double.NegativeInfinity;
        return new Study(crossValidation, objective, options, problem.IsPair, journal, clock).Run(
            trial =>
            {
                best = Math.Max(best, double.IsNaN(trial.Objective) ? best : trial.Objective);
                progress.Count(
                    Interlocked.Increment(ref done),
                    options.Sweep.Trials,
                    string.Create(CultureInfo.InvariantCulture, $"best {objective.Name} {best:0.0000}  last: {trial.Spec.Learner.GetType().Name.Replace("Learner", "", StringComparison.Ordinal).ToLowerInvariant()} on {trial.Spec.Features} {trial.Objective:0.0000}"));
            },
            cancellation);
    });

    /// <summary>Fits one configuration without a search.</summary>
    public RunReport Train(TrialSpec spec) => Run((_, _, crossValidation, objective) =>
    {
        var folds = objective.PerFold(Refusable(() => crossValidation.OutOfFoldScores(spec, options.Seed, cancellation)));
        return [new Trial(spec, TrialState.Completed, folds.Average(), folds, null)];
    });

    private RunReport Run(Func<RoutingProblem, RoutingProblem, CrossValidation, Objective, IReadOnlyList<Trial>> study)
    {
        var problem = RoutingProblem.Load(options.Data);
        var split = Split(problem);
        var (training, test) = (problem.Select(split.Train), problem.Select(split.Test));
        progress.Step(string.Create(CultureInfo.InvariantCulture, $"{problem.Source.Description}: {problem.Table.Count} queries, models {string.Join(", ", problem.Table.Models)}; {training.Table.Count} to learn from, {test.Table.Count} kept for the test"));
        if (PoolOutcomes.CompleteRows(test.Table, [.. Enumerable.Range(0, test.Table.Models.Count)]).Length == 0)
        {
            throw new UsageException($"on none of the {test.Table.Count} test queries was every candidate run, so no router could be judged; name fewer models in 'data.models'");
        }

        var crossValidation = Refusable(() => new CrossValidation(training, options.Sweep.Folds, options.Seed));
        FileReplacement.Write(_folder.Options, YamlOptions.Write(options));

        var objective = new Objective(training, crossValidation.Folds, options.Objective);
        var trials = study(problem, training, crossValidation, objective);
        var best = Study.Best(trials);

        progress.Step(string.Create(CultureInfo.InvariantCulture, $"trial {best.Spec.Number} is best, {objective.Name} {best.Objective:0.0000} by cross-validation; fitting it on all training queries"));
        var (router, features, calibration, outOfFold) = RouterTraining.Fit(training, crossValidation, best.Spec, options.Seed, cancellation);
        var points = OperatingPoints.Calibrate(training, outOfFold, options.Calibration, objective.UsdTradeoff);

        progress.Step("opening the test queries");
        var costs = training.MeanCostUsd();
        var scores = router.Score(test.Texts, cancellation);
        var evaluation = RouterEvaluation.Run(
            test.Table, scores, costs, [.. points.Select(point => new NamedSetting(point.Name, point.Setting))], problem.IsPair, options.Seed, options.Evaluation.Resamples);
        var report = new RunReport
        {
            Name = options.Name,
            TrainerVersion = BundleAssembly.Version,
            Task = problem.Task,
            Data = new DataReport(problem.Source.Description, problem.Source.ContentDigest, problem.Source.Files, problem.Table.Models, training.Table.Count, test.Table.Count, split.LeftOut.Length),
            Objective = objective.Name,
            Folds = options.Sweep.Folds,
            Trials = [.. trials.Select(TrialReports.Of)],
            ChosenTrial = best.Spec.Number,
            Calibrated = points,
            Evaluation = evaluation,
        };

        cancellation.ThrowIfCancellationRequested();
        BundleWriter.Write(BundleAssembly.Of(options, problem, test, router, features, calibration, costs, best, scores, report), _folder.Bundle);
        report = report with { Parity = Parity.Require(_folder.Bundle, test.Texts, scores) };
        progress.Step(string.Create(CultureInfo.InvariantCulture, $"the exported graph agrees: largest score difference {report.Parity.LargestScoreDifference:0.0E+0}, {report.Parity.ChangedDecisions} decisions differ"));
        foreach (var writer in _reports)
        {
            FileReplacement.Write(_folder.Report(writer), writer.Write(report));
        }

        return report;
    }

    private TableSplit Split(RoutingProblem problem)
    {
        var splitter = new Splitter(problem.Table);
        return Refusable(() => options.Data.HoldOutDomains.Count > 0
            ? splitter.HoldOutDomains(options.Data.HoldOutDomains)
            : splitter.HoldOut(options.Data.TestShare, options.Seed));
    }

    // Everything that decides what a trial gives: the data, the split, the folds, the space, the seed and the program; not how many trials, nor where to.
    private string StudyKey(RoutingProblem problem)
    {
        var comparable = options with
        {
            Name = "",
            Output = "",
            Calibration = new(),
            Evaluation = new(),
            Bundle = new(),
            Sweep = options.Sweep with { Trials = 1, Seconds = 0, Workers = 0 },
        };
        return Convert.ToHexStringLower(SHA256.HashData([.. YamlOptions.Write(comparable), .. Convert.FromHexString(problem.Source.ContentDigest), .. Encoding.UTF8.GetBytes(BundleAssembly.Version)]));
    }

    // What the data do not allow is the user's to change, not a fault of the program.
    private static T Refusable<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new UsageException(e.Message);
        }
    }
}
