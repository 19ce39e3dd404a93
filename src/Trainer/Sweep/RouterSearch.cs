using System.Globalization;
using Trainer.Configuration;
using Trainer.Export;
using Trainer.Features;
using Trainer.Reporting;
using Trainer.Sweep.Goals;
using Trainer.Sweep.Selection;
using Trainer.Sweep.Space;
using Trainer.Sweep.Stopping;
using Trainer.Sweep.Studies;
using Trainer.Sweep.Tuning;

namespace Trainer.Sweep;

/// <summary>The search of a sweep: runs the study, and chooses among its trials what is shipped.</summary>
/// <param name="options">The options, learners and feature sets spelled out.</param>
/// <param name="data">The data.</param>
/// <param name="crossValidation">How configurations are tried.</param>
/// <param name="objective">What they are judged by.</param>
/// <param name="progress">Hears what was chosen, and why.</param>
internal sealed class RouterSearch(
    TrainerOptions options, SweepData data, CrossValidation crossValidation, Objective objective, Progress progress)
{
    // The intervals of a search's optimism are wide; more resamples would not narrow them.
    private const int Resamples = 300;

    private readonly SearchSpace _space = SearchSpace.Of(options.Sweep, data.Problem.IsPair);

    /// <summary>What a study of these options does.</summary>
    public StudyPlan Plan()
    {
        return new StudyPlan(
            _space,
            Tuners.Of(options.Sweep.Tuner, _space, data.Problem.IsPair, options.Seed),
            StoppingRules.Of(options.Sweep.Stopping, objective.Goals),
            crossValidation,
            objective,
            options.Seed,
            options.Sweep.Lag);
    }

    /// <summary>Chooses among the trials.</summary>
    /// <param name="trials">The finished trials.</param>
    /// <param name="end">Why there are no more.</param>
    /// <param name="store">Has their scores.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="UsageException">No trial completed.</exception>
    public Found Choose(IReadOnlyList<Trial> trials, StudyEnd end, IStudyStore store, CancellationToken cancellation)
    {
        var best = Study.Best(trials);
        Candidate[] candidates =
        [
            .. trials.Where(trial => trial is { State: TrialState.Completed, SameAs: null } && trial.Violation <= best.Violation)
                .Select(trial => new Candidate(trial, store.Scores(trial.Spec.Number)!)),
        ];
        var bootstrap = objective.Bootstrap(data.TrainingClusters, options.Seed);
        var resampled = ResampledObjectives.Of(
            [.. candidates.Select(candidate => objective.Linearised((candidate.Trial.Spec.Learner, candidate.RawScores)))],
            bootstrap,
            Resamples,
            cancellation);
        var bias = SelectionBias.Of(resampled);
        var isSimplest = options.Sweep.Select == SelectionRule.Simplest;
        var findings = new List<Finding>();
        crossValidation.Forget();
        best = isSimplest ? best : BestOnOtherFolds(trials, candidates, best, end, findings, cancellation);
        var chosen = isSimplest
            ? candidates[OneStandardError.Choose(resampled, [.. candidates.Select(candidate => candidate.Trial.Operations)])]
            : candidates.First(candidate => candidate.Trial == best);
        if (best.Violation > 0)
        {
            findings.Add(new Finding(
                FindingSeverity.Warning, "No trial keeps all of 'objective.limits'; the one that violates them least was chosen."));
        }

        var ensemble = Ensemble.Of(chosen.Trial.Spec);
        if (options.Sweep.Ensemble && !isSimplest && !objective.NeedsResources && candidates.Count(candidate => !IsPolicy(candidate)) > 1)
        {
            var selected = new EnsembleSelection(data.Training, crossValidation.Folds, objective).Select(
                candidates, options.Encoder.InBundle, data.TrainingClusters, options.Seed, cancellation);
            findings.Add(selected.Finding);
            ensemble = selected.IsBetter ? selected.Ensemble : ensemble;
        }

        foreach (var member in ensemble.Members)
        {
            var scores = candidates.First(candidate => candidate.Trial.Spec == member.Spec).RawScores;
            crossValidation.Remember(member.Spec, options.Seed, scores);
        }

        findings.Add(BestConstant.Against(data.Training, objective, bootstrap, resampled, chosen.RawScores).Finding);
        findings.ForEach(finding => progress.Step(finding.Sentence));
        return new Found(trials, chosen.Trial, ensemble, end, Report(trials, candidates.Length, bias, ensemble, end), findings);
    }

    private Trial BestOnOtherFolds(
        IReadOnlyList<Trial> trials, Candidate[] candidates, Trial best, StudyEnd end, List<Finding> findings, CancellationToken cancellation)
    {
        var finalists = RepeatedCrossValidation.Best(candidates.Select(candidate => candidate.Trial));
        var mayTakeTime = options.Sweep.Seconds == 0 && crossValidation.Queries < AutomaticSearch.EnoughForFewFolds;
        var times = RepeatedCrossValidation.Times(options.Sweep.Repeats, mayTakeTime, trials, finalists);
        if (times == 1 || end == StudyEnd.Interrupted)
        {
            return best;
        }

        var workers = options.Sweep.Workers > 0 ? options.Sweep.Workers : Environment.ProcessorCount;
        var repeated = new RepeatedCrossValidation(
            crossValidation, other => new Objective(data.Training, other.Folds, options.Objective), options.Seed, workers);
        var values = repeated.Run(finalists, times, cancellation);
        var chosen = RepeatedCrossValidation.Choose(values);
        findings.Add(RepeatedCrossValidation.Finding(finalists, values, chosen, (objective.Name, objective.Main.Sign)));
        return finalists[chosen];
    }

    private static bool IsPolicy(Candidate candidate) => candidate.Trial.Spec.Learner.IsPolicy;

    private SearchReport Report(IReadOnlyList<Trial> trials, int candidates, SelectionBias bias, Ensemble ensemble, StudyEnd end) => new(
        options.Sweep.Tuner,
        options.Sweep.Stopping,
        [.. objective.Goals.Select(goal => goal.Name)],
        [.. objective.Goals.Select(goal => goal.IsMaximised)],
        candidates,
        bias.Optimism,
        Natural(bias.Corrected),
        [.. ParetoFront.Of(trials, objective.Goals).Select(trial => trial.Spec.Number)],
        ensemble.Members.Count > 1 ? ensemble.Describe() : null,
        end switch
        {
            StudyEnd.TimeUp => string.Create(CultureInfo.InvariantCulture, $"the {options.Sweep.Seconds:0.###} s were up"),
            StudyEnd.Interrupted => "it was interrupted",
            StudyEnd.Exhausted => "nothing new was left to try",
            _ => "all trials were done",
        })
    {
        Importance = VarianceExplained.Of(_space, trials, options.Seed),
        Settings = TrialReports.Searched(_space, trials),
    };

    // Within a search more is always better; people read the goal as it is.
    private Estimate Natural(Estimate value) => objective.Main.IsMaximised
        ? value
        : new Estimate(-value.Value, -value.High, -value.Low, value.N);
}
