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
using Trainer.Sweep.Space;
using Trainer.Sweep.Studies;
using Encoder = Trainer.Features.Encoders.Encoder;

namespace Trainer.Sweep;

/// <summary>
/// The main job: data, split, search, fit, calibration, test, bundle, report, in this order. The test queries are scored once, after
/// everything is chosen.
/// </summary>
/// <param name="options">The configuration.</param>
/// <param name="progress">Hears what is done.</param>
/// <param name="clock">The clock; results depend on it only where a time limit was asked for.</param>
/// <param name="interruption">Ctrl-C: ends a search early, or everything.</param>
internal sealed class SweepRun(TrainerOptions options, Progress progress, TimeProvider clock, Interruption interruption)
{
    private const string FrozenEncoder = "encoder";
    private const int UsualTrials = 40;

    // As many as a search without a limit may have; nobody waits for that.
    private const int MostTrials = 1_000_000;

    private static readonly IReportWriter[] _reports = [new JsonReport(), new MarkdownReport(), new HtmlReport()];

    private readonly RunFolder _folder = new(options.Output);
    private readonly DateTimeOffset _started = clock.GetUtcNow();
    private readonly CancellationToken _cancellation = interruption.Cancellation;

    private TrainerOptions _options = options;

    private DateTimeOffset? Deadline => _options.Sweep.Seconds > 0 ? _started.AddSeconds(_options.Sweep.Seconds) : null;

    private int Trials => _options.Sweep.Trials > 0 ? _options.Sweep.Trials : Deadline is null ? UsualTrials : MostTrials;

    private int Workers => _options.Sweep.Workers > 0 ? _options.Sweep.Workers : Environment.ProcessorCount;

    /// <summary>Searches, and returns what the reports say, and why the search ended.</summary>
    /// <param name="view">Looks on.</param>
    /// <param name="location">Where the study is; null for the run's folder.</param>
    /// <param name="heartbeat">Of this process; null for the usual one.</param>
    public (RunReport Report, StudyEnd End) Search(IStudyView view, string? location = null, Heartbeat? heartbeat = null)
    {
        using var prepared = Prepare(null);
        FileReplacement.Write(_folder.Options, YamlOptions.Write(_options));
        using var store = Open(location ?? _folder.Path, StudyKey(prepared.Data), heartbeat);
        var search = Search(prepared);
        store.Close(Trials < MostTrials ? Trials : null);
        var plan = search.Plan();
        Announce(plan, store);
        var (trials, end) = Run(plan, store, view, prepared.Objective, Trials, follows: false);
        if (end == StudyEnd.Interrupted)
        {
            if (!trials.Any(trial => trial.State == TrialState.Completed))
            {
                throw new OperationCanceledException(); // there is nothing to finish with
            }

            progress.Step(
                Text($"interrupted after {trials.Count} trials; finishing with the best of them. Ctrl-C again ends at once, ") +
                "and the same command later goes on from here");
        }

        store.Close(trials.Count);
        var report = Finish(prepared, search.Choose(trials, end, store, _cancellation));
        FileReplacement.Write(_folder.Trials, StudyExport.Lines(StudyKey(prepared.Data), trials));
        return (report, end);
    }

    /// <summary>Works on the trials of a study that another process began, until it has no more.</summary>
    /// <param name="view">Looks on.</param>
    /// <param name="location">Where the study is.</param>
    /// <param name="heartbeat">Of this process; null for the usual one.</param>
    /// <returns>How many trials it has.</returns>
    /// <exception cref="UsageException">Nobody has begun it.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public int Join(IStudyView view, string location, Heartbeat? heartbeat = null)
    {
        using var prepared = Prepare(null);
        var key = StudyKey(prepared.Data);
        if (!StudyStores.HasBegun(location, _options.Name, key, clock))
        {
            throw new UsageException(
                $"nobody has begun the study '{_options.Name}' of this configuration and these data in {StudyStores.Shown(location)}; begin it " +
                "with the same 'trainer sweep' without --join");
        }

        using var store = Open(location, key, heartbeat);
        var (trials, end) = Run(Search(prepared).Plan(), store, view, prepared.Objective, MostTrials, follows: true);
        return end == StudyEnd.Interrupted ? throw new OperationCanceledException() : trials.Count;
    }

    /// <summary>Fits one configuration without a search.</summary>
    public RunReport Train(TrialSpec spec)
    {
        if (spec.Learner.MostFolds < int.MaxValue)
        {
            var most = Math.Min(spec.Learner.MostFolds, _options.Sweep.Folds > 0 ? _options.Sweep.Folds : int.MaxValue);
            _options = _options with { Sweep = _options.Sweep with { Folds = most } };
        }

        var longFits = spec.Learner.TrainsEncoder ? new LongFits(_folder.Checkpoints, _options.Sweep.Folds, progress, clock) : null;
        string[] sets = spec.Features.Length > 0 ? [spec.Features] : spec.Learner.TrainsEncoder ? [FrozenEncoder] : [];
        using var prepared = Prepare(([TrialReports.Describe(spec.Learner).Name], sets), longFits);
        FileReplacement.Write(_folder.Options, YamlOptions.Write(_options));
        var objective = prepared.Objective;
        var scores = Refusable(() => prepared.CrossValidation.OutOfFoldScores(spec, _options.Seed, _cancellation));
        prepared.CrossValidation.Remember(spec, _options.Seed, scores);
        var folds = objective.PerFold(spec.Learner, scores);
        var trial = new Trial(spec, TrialState.Completed, folds.Average(), folds, null) { Values = [objective.Main.Sign * folds.Average()] };
        var report = Finish(prepared, Found.Of(trial));
        longFits?.Forget();
        return report;
    }

    private RouterSearch Search(Prepared prepared) =>
        new(_options, prepared.Data, prepared.CrossValidation, prepared.Objective, progress);

    private IStudyStore Open(string location, string key, Heartbeat? heartbeat) =>
        StudyStores.Open(location, _options.Name, key, Encoding.UTF8.GetString(YamlOptions.Write(_options)), clock, heartbeat);

    private void Announce(StudyPlan plan, IStudyStore store)
    {
        var left = Trials - store.Finished().Count;
        if (left <= 0 || progress.IsSilent)
        {
            return;
        }

        if (Deadline is not null)
        {
            progress.Step(Text($"searching for {_options.Sweep.Seconds:0.###} s from the start"));
            return;
        }

        try
        {
            var shape = plan.CrossValidation.Shape(_options.Sweep.Features[^1], _cancellation);
            progress.Step(FitEstimate.Of(plan.Space, shape, _options.Sweep.Folds, _options.Seed).Describe(left, Workers));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // Features that cannot be made fail the trials that want them, and say why there.
        }
    }

    private (IReadOnlyList<Trial> Trials, StudyEnd End) Run(
        StudyPlan plan, IStudyStore store, IStudyView view, Objective objective, int trials, bool follows)
    {
        var limits = new StudyLimits(trials, Workers, Deadline, _options.Sweep.MemoryMegabytes, follows);
        return interruption.Early(early => view.Follow(
            new StudyTerms(objective.Name, objective.Main.Sign, Deadline),
            show =>
            {
                using var study = new Study(plan, limits, store, clock, show);
                return study.Run(early, _cancellation);
            }));
    }

    private Prepared Prepare((IReadOnlyList<string> Learners, IReadOnlyList<string> Sets)? named, LongFits? longFits = null)
    {
        var data = SweepData.Load(_options);
        var automatic = AutomaticSearch.Of(_options, data);
        var asked = _options.Sweep;
        _options = _options with { Sweep = named is null ? automatic.Resolve(asked) : asked with { Folds = automatic.Folds(asked.Folds) } };
        var (learners, sets) = named ?? (_options.Sweep.Learners, _options.Sweep.Features);
        RequireCascade(data.Problem, learners);
        if (named is null && (asked.Learners != _options.Sweep.Learners || asked.Features != _options.Sweep.Features))
        {
            progress.Step(AutomaticSearch.Describe(_options.Sweep));
        }

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

        var sources = new FeatureSources(_options, data.Problem, progress);
        try
        {
            sources.Open(sets);
            if (_options.Audit.Cosine > 0 && sources.UnitVectors(data.Training.Texts, _cancellation) is { } vectors)
            {
                var test = sources.UnitVectors(data.Test.Texts, _cancellation)!;
                data = data.WithoutNearVectors(vectors, test, _options.Audit);
                data = data.Battles is { } battles
                    ? data.WithoutNearBattles(sources.UnitVectors(battles.Problem.Texts, _cancellation)!, test, _options.Audit)
                    : data;
            }

            progress.Step(
                Text($"audit: {data.NearDuplicates} training queries removed that nearly repeat a test query; severe findings: ") +
                Text($"{Count(data, FindingSeverity.Error)}, warnings: {Count(data, FindingSeverity.Warning)}, all in the report"));
            var crossValidation = Refusable(() => new CrossValidation(
                data.Training, sources, _options.Sweep.Folds, _options.Seed, data.TrainingClusters, data.Battles, longFits));
            var objective = new Objective(data.Training, crossValidation.Folds, _options.Objective);
            return new Prepared(data, sources, crossValidation, objective);
        }
        catch
        {
            sources.Dispose();
            throw;
        }
    }

    private RunReport Finish(Prepared prepared, Found found)
    {
        var (data, sources, crossValidation, objective) = prepared;
        var best = found.Chosen;
        var value = objective.Main.Sign * best.Objective;
        progress.Step(
            (found.Ensemble.Members.Count > 1
                ? Text($"an ensemble of {found.Ensemble.Members.Count} trials is better than the best one, {objective.Name} {value:0.0000}; ")
                : Text($"trial {best.Spec.Number} is chosen, {objective.Name} {value:0.0000} by cross-validation; ")) +
            "fitting it on all training queries");
        var trained = TrainedRouter.Fit(data.Training, crossValidation, sources, found.Ensemble, _options.Seed, _cancellation, _options.Calibration);
        foreach (var finding in found.Findings)
        {
            data = data.With(finding.Severity, finding.Sentence, []);
        }

        if (best.Spec.Learner.TrainsEncoder)
        {
            var worth = WorthOfTuning(data, crossValidation, objective, best.Spec);
            progress.Step(worth);
            data = data.With(FindingSeverity.Info, worth, []);
        }

        var points = best.Spec.Learner.IsPolicy
            ? OperatingPoints.OfPolicy(data.Training, trained.OutOfFoldScores)
            : OperatingPoints.Calibrate(
                data.Training,
                trained.OutOfFoldScores,
                _options.Calibration,
                objective.UsdTradeoff,
                refusal => data = data.With(FindingSeverity.Warning, refusal, []));

        progress.Step("opening the test queries");
        var scores = TestScores.Of(trained.Router, data.Test, _cancellation);
        var report = new RunReport
        {
            Name = _options.Name,
            TrainerVersion = BundleAssembly.Version,
            Task = data.Problem.Task,
            Data = data.Report(),
            Objective = objective.Name,
            Folds = _options.Sweep.Folds,
            Trials = [.. found.Trials.Select(TrialReports.Of)],
            ChosenTrial = best.Spec.Number,
            Search = found.Search,
            Calibrated = points,
            Calibration = trained.Choice,
            Evaluation = Judge(
                trained.Encoder?.Network is { } encoder
                    ? data.With(FindingSeverity.Info, LongPrompts(encoder, data.Test.Texts), [])
                    : data,
                scores,
                points),
        };
        _cancellation.ThrowIfCancellationRequested();
        sources.Report();
        if (found.Search is not null)
        {
            FileReplacement.Write(_folder.Winner, YamlOptions.Write(Alone(best.Spec)));
        }

        GiveBack();
        return Publish(
            report, BundleAssembly.Of(_options, data, trained, best, scores, report), trained.Router.OutsideTheGraph, data.Test, scores);
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
        float[] Scores(TrialSpec spec) => crossValidation.OutOfFoldScores(spec, _options.Seed, _cancellation);
        double Mean(TrialSpec spec) => objective.PerFold(spec.Learner, Scores(spec)).Average();
        var gain = objective.Difference(
            (tuned.Learner, Scores(tuned)), (frozen.Learner, Scores(frozen)), data.TrainingClusters, _options.Seed);
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
        var longer = texts.AsParallel().WithCancellation(_cancellation)
            .Count(text => TokenRows.Of(text, encoder.Tokenizer, encoder.Settings).IsCut);
        return Text($"{encoder.Settings.Name} reads {encoder.Settings.MaxTokens} pieces at once; {longer} of {texts.Length} test prompts have ") +
            Text($"more, of which it reads {FeatureSources.Reading(encoder.Settings.LongPrompts)}.");
    }

    private EvaluationReport Judge(SweepData data, TestScores scores, IReadOnlyList<CalibratedPoint> points)
    {
        var judged = RouterEvaluation.Run(
            data.Test.Table,
            scores.Values,
            data.Training.MeanCostUsd(),
            [.. points.Select(point => new NamedSetting(point.Name, point.Setting))],
            data.Problem.IsPair,
            _options.Seed,
            _options.Evaluation.Resamples,
            data.Problem.Cascade?.Label,
            scores.Raw);
        return judged with { Findings = [.. judged.Findings.Concat(data.Findings).OrderByDescending(finding => finding.Severity)] };
    }

    private static int Count(SweepData data, FindingSeverity severity) => data.Findings.Count(finding => finding.Severity == severity);

    private RunReport Publish(RunReport report, BundleContents? contents, IEmbedder? embedder, RoutingProblem test, TestScores testScores)
    {
        BundleWriter.Write(contents!, _folder.Bundle);
        contents = null;
        GiveBack();
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

    // A graph with an encoder or stored queries has a hundred megabytes, and is there in three forms while it is written and read again; what
    // the search used is garbage by then that the collector would keep beside it.
    private static void GiveBack() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    // Nothing of the machine or the run's folder, so that the same search leaves the same file.
    private TrainerOptions Alone(TrialSpec spec) => _options with
    {
        Output = "artifacts/winner",
        Learner = spec.Learner,
        Features = spec.Features.Length > 0 ? spec.Features : _options.Features,
        Sweep = new SweepOptions { Folds = _options.Sweep.Folds },
        Encoder = _options.Encoder with { CacheFolder = null },
    };

    // Everything that decides what a trial gives: the data, the split, the folds, the space, the seed and the program; not how
    // many trials, nor where to.
    private string StudyKey(SweepData data)
    {
        var comparable = _options with
        {
            Name = "",
            Output = "",
            Calibration = new(),
            Evaluation = new(),
            Bundle = new(),
            Sweep = _options.Sweep with { Trials = 1, Seconds = 0, Workers = 0, Repeats = 0, Select = default, Ensemble = false },
            Encoder = new(),
            Audit = _options.Audit with { OnSevere = default },
        };
        return Convert.ToHexStringLower(SHA256.HashData([
            .. YamlOptions.Write(comparable), .. Convert.FromHexString(data.Problem.Source.ContentDigest),
            .. Convert.FromHexString(data.Battles?.Problem.Source.ContentDigest ?? ""),
            .. FeatureSources.Digest(_options),
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

    /// <summary>What a run works with, once the data are read.</summary>
    private sealed record Prepared(SweepData Data, FeatureSources Sources, CrossValidation CrossValidation, Objective Objective) : IDisposable
    {
        public void Dispose() => Sources.Dispose();
    }
}
