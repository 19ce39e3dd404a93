using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Trainer.Configuration;
using Trainer.Evaluation;
using Trainer.Evaluation.Report;
using Trainer.Export;
using Trainer.Features;
using Trainer.Features.Encoders;
using Trainer.Learners.Cascade;
using Trainer.Learners.Logistic;
using Trainer.Reporting;
using Encoder = Trainer.Features.Encoders.Encoder;

namespace Trainer.Sweep;

/// <summary>
/// The main job: data, split, search, fit, calibration, test, bundle, report, in this order. The test queries are scored once, after
/// everything is chosen.
/// </summary>
internal sealed class SweepRun(TrainerOptions options, Progress progress, TimeProvider clock, CancellationToken cancellation)
{
    private const string FrozenEncoder = "encoder";

    private static readonly IReportWriter[] _reports = [new JsonReport(), new MarkdownReport(), new HtmlReport()];

    private readonly RunFolder _folder = new(options.Output);

    /// <summary>Searches, and returns what the reports say.</summary>
    public RunReport Search() => Run(options.Sweep.Learners, options.Sweep.Features, (data, crossValidation, objective) =>
    {
        using var journal = TrialJournal.Open(_folder.Journal, StudyKey(data));
        var (done, best) = (0, double.NegativeInfinity);
        return new Study(crossValidation, objective, options, data.Problem.IsPair, journal, clock).Run(
            trial =>
            {
                best = double.IsNaN(trial.Objective) ? best : Math.Max(best, trial.Objective);
                progress.Count(
                    ++done,
                    options.Sweep.Trials,
                    Text($"best {objective.Name} {best:0.0000}  last: {TrialReports.Describe(trial.Spec.Learner).Name} ") +
                    Text($"on {trial.Spec.Features} {trial.Objective:0.0000}"));
            },
            cancellation);
    });

    /// <summary>Fits one configuration without a search.</summary>
    public RunReport Train(TrialSpec spec)
    {
        var longFits = spec.Learner.TrainsEncoder ? new LongFits(_folder.Checkpoints, options.Sweep.Folds, progress, clock) : null;
        string[] sets = spec.Features.Length > 0 ? [spec.Features] : spec.Learner.TrainsEncoder ? [FrozenEncoder] : [];
        var report = Run([TrialReports.Describe(spec.Learner).Name], sets, Study, longFits);
        longFits?.Forget();
        return report;

        IReadOnlyList<Trial> Study(SweepData data, CrossValidation crossValidation, Objective objective)
        {
            var folds = objective.PerFold(
                spec.Learner, Refusable(() => crossValidation.OutOfFoldScores(spec, options.Seed, cancellation)));
            return [new Trial(spec, TrialState.Completed, folds.Average(), folds, null)];
        }
    }

    private RunReport Run(
        IReadOnlyList<string> learners,
        IReadOnlyList<string> sets,
        Func<SweepData, CrossValidation, Objective, IReadOnlyList<Trial>> study,
        LongFits? longFits = null)
    {
        var data = SweepData.Load(options);
        RequireCascade(data.Problem, learners);
        progress.Step(
            Text($"{data.Problem.Source.Description}: {data.Problem.Table.Count} queries, ") +
            Text($"models {string.Join(", ", data.Problem.Table.Models)}; ") +
            Text($"{data.Training.Table.Count} to learn from, {data.Test.Table.Count} kept for the test"));
        if (data.Battles is { Problem: var beside })
        {
            progress.Step(
                Text($"{beside.Source.Description}: {beside.Table.Count} battles to learn from beside them, ") +
                Text($"{data.BattlesLeftOut} left out because they repeat or nearly repeat a test query"));
        }

        if (data.Problem.Priced is { } priced)
        {
            progress.Step(priced.Finding.Sentence);
        }

        using var sources = new FeatureSources(options, data.Problem, progress);
        sources.Open(sets);
        if (options.Audit.Cosine > 0 && sources.UnitVectors(data.Training.Texts, cancellation) is { } vectors)
        {
            var test = sources.UnitVectors(data.Test.Texts, cancellation)!;
            data = data.WithoutNearVectors(vectors, test, options.Audit);
            data = data.Battles is { } battles
                ? data.WithoutNearBattles(sources.UnitVectors(battles.Problem.Texts, cancellation)!, test, options.Audit)
                : data;
        }

        progress.Step(
            Text($"audit: {data.NearDuplicates} training queries removed that nearly repeat a test query; ") +
            Text($"severe findings: {Count(data, FindingSeverity.Error)}, warnings: {Count(data, FindingSeverity.Warning)}, all in the report"));
        var crossValidation = Refusable(() => new CrossValidation(
            data.Training, sources, options.Sweep.Folds, options.Seed, data.TrainingClusters, data.Battles, longFits));
        FileReplacement.Write(_folder.Options, YamlOptions.Write(options));

        var objective = new Objective(data.Training, crossValidation.Folds, options.Objective);
        var trials = study(data, crossValidation, objective);
        var best = Study.Best(trials);
        progress.Step(
            Text($"trial {best.Spec.Number} is best, {objective.Name} {best.Objective:0.0000} by cross-validation; ") +
            "fitting it on all training queries");
        var trained = TrainedRouter.Fit(data.Training, crossValidation, sources, best.Spec, options.Seed, cancellation);
        if (best.Spec.Learner.TrainsEncoder)
        {
            var worth = WorthOfTuning(data, crossValidation, objective, best.Spec);
            progress.Step(worth);
            data = data.With(FindingSeverity.Info, worth, []);
        }

        var points = best.Spec.Learner.IsPolicy
            ? OperatingPoints.OfPolicy(data.Training, trained.OutOfFoldScores)
            : OperatingPoints.Calibrate(data.Training, trained.OutOfFoldScores, options.Calibration, objective.UsdTradeoff);

        progress.Step("opening the test queries");
        var scores = TestScores.Of(trained.Router, data.Test, cancellation);
        var report = new RunReport
        {
            Name = options.Name,
            TrainerVersion = BundleAssembly.Version,
            Task = data.Problem.Task,
            Data = data.Report(),
            Objective = objective.Name,
            Folds = options.Sweep.Folds,
            Trials = [.. trials.Select(TrialReports.Of)],
            ChosenTrial = best.Spec.Number,
            Calibrated = points,
            Evaluation = Judge(
                trained.Encoder?.Network is { } encoder
                    ? data.With(FindingSeverity.Info, LongPrompts(encoder, data.Test.Texts), [])
                    : data,
                scores.Values,
                points),
        };
        cancellation.ThrowIfCancellationRequested();
        sources.Report();
        return Publish(
            report, BundleAssembly.Of(options, data, trained, best, scores, report), trained.Router.OutsideTheGraph, data.Test, scores);
    }

    // Every other learner decides once, and would do so by scores that are not there before the answers are.
    private static void RequireCascade(RoutingProblem problem, IReadOnlyList<string> learners)
    {
        if (problem.IsAskedStepByStep && learners.FirstOrDefault(learner => learner != CascadeLearner.Name) is { } other)
        {
            throw new UsageException(
                $"'data.cascade' is given for {problem.Table.Models.Count} models, and the {other} learner decides at once, not after each answer; use " +
                $"the {CascadeLearner.Name} learner, name a pair with 'data.weak' and 'data.strong', or leave the cascade out");
        }
    }

    // Whoever fine-tunes wants to know whether a logistic regression on the encoder as it is would have done.
    private string WorthOfTuning(SweepData data, CrossValidation crossValidation, Objective objective, TrialSpec tuned)
    {
        var frozen = new TrialSpec(-1, FrozenEncoder, new LogisticLearner());
        float[] Scores(TrialSpec spec) => crossValidation.OutOfFoldScores(spec, options.Seed, cancellation);
        double Mean(TrialSpec spec) => objective.PerFold(spec.Learner, Scores(spec)).Average();
        var gain = objective.Difference(
            (tuned.Learner, Scores(tuned)), (frozen.Learner, Scores(frozen)), data.TrainingClusters, options.Seed);
        var verdict = gain switch
        {
            { Low: > 0 } => "fine-tuning made the router better",
            { High: < 0 } => "fine-tuning made the router worse; use logistic on the feature set encoder",
            _ => "fine-tuning bought nothing that could be told from zero; logistic on the feature set encoder is the cheaper router",
        };
        return Text($"On the same held-out queries the fine-tuned encoder has {objective.Name} {Mean(tuned):0.0000} and logistic regression on ") +
            Text($"the frozen one {Mean(frozen):0.0000}, a difference of {gain.Value:+0.0000;-0.0000;0} ({gain.Low:+0.0000;-0.0000;0} to ") +
            Text($"{gain.High:+0.0000;-0.0000;0}, 95 %): {verdict}.");
    }

    private string LongPrompts(Encoder encoder, string[] texts)
    {
        var longer = texts.AsParallel().WithCancellation(cancellation)
            .Count(text => TokenRows.Of(text, encoder.Tokenizer, encoder.Settings).IsCut);
        return Text($"{encoder.Settings.Name} reads {encoder.Settings.MaxTokens} pieces at once; {longer} of {texts.Length} test prompts have ") +
            Text($"more, of which it reads {FeatureSources.Reading(encoder.Settings.LongPrompts)}.");
    }

    private EvaluationReport Judge(SweepData data, float[] scores, IReadOnlyList<CalibratedPoint> points)
    {
        var judged = RouterEvaluation.Run(
            data.Test.Table,
            scores,
            data.Training.MeanCostUsd(),
            [.. points.Select(point => new NamedSetting(point.Name, point.Setting))],
            data.Problem.IsPair,
            options.Seed,
            options.Evaluation.Resamples,
            data.Problem.Cascade?.Label);
        return judged with { Findings = [.. judged.Findings.Concat(data.Findings).OrderByDescending(finding => finding.Severity)] };
    }

    private static int Count(SweepData data, FindingSeverity severity) => data.Findings.Count(finding => finding.Severity == severity);

    private RunReport Publish(RunReport report, BundleContents contents, IEmbedder? embedder, RoutingProblem test, TestScores testScores)
    {
        BundleWriter.Write(contents, _folder.Bundle);
        var parity = Parity.Require(_folder.Bundle, embedder, test, testScores);
        progress.Step(
            Text($"the exported graph agrees: largest score difference {parity.LargestScoreDifference:0.0E+0}, ") +
            Text($"{parity.ChangedDecisions} decisions differ") +
            (parity.Unsettled == 0 ? "" : Text($"; {parity.Unsettled} of {parity.Queries} queries lie within rounding of a threshold")));
        report = report with { Parity = parity };
        foreach (var writer in _reports)
        {
            FileReplacement.Write(_folder.Report(writer), writer.Write(report));
        }

        return report;
    }

    // Everything that decides what a trial gives: the data, the split, the folds, the space, the seed and the program; not how
    // many trials, nor where to.
    private string StudyKey(SweepData data)
    {
        var comparable = options with
        {
            Name = "",
            Output = "",
            Calibration = new(),
            Evaluation = new(),
            Bundle = new(),
            Sweep = options.Sweep with { Trials = 1, Seconds = 0, Workers = 0 },
            Encoder = new(),
            Audit = options.Audit with { OnSevere = default },
        };
        return Convert.ToHexStringLower(SHA256.HashData([
            .. YamlOptions.Write(comparable), .. Convert.FromHexString(data.Problem.Source.ContentDigest),
            .. Convert.FromHexString(data.Battles?.Problem.Source.ContentDigest ?? ""),
            .. FeatureSources.Digest(options),
            .. Encoding.UTF8.GetBytes(data.Problem.Priced?.Prices.Sha256 ?? ""),
            .. Encoding.UTF8.GetBytes(BundleAssembly.Version),
        ]));
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

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
