using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Trainer.Configuration;
using Trainer.Sweep.Space;
using Trainer.Sweep.Tuning;

namespace Trainer.Sweep;

/// <summary>
/// Tries configurations and remembers each in the journal as soon as it is done. What a trial gives depends on its number alone, so the
/// number of workers, a kill and a resumption change nothing but the time.
/// </summary>
internal sealed class Study(
    CrossValidation crossValidation,
    Objective objective,
    TrainerOptions options,
    bool isPair,
    TrialJournal journal,
    TimeProvider clock)
{
    private readonly SearchSpace _space = SearchSpace.Of(options.Sweep, isPair);

    /// <summary>
    /// All trials in order of their numbers. <paramref name="progress"/> hears of each as it ends, one at a time, the remembered
    /// ones first.
    /// </summary>
    public IReadOnlyList<Trial> Run(Action<Trial> progress, CancellationToken cancellation)
    {
        var trials = new ConcurrentDictionary<int, Trial>();
        foreach (var trial in journal.Remembered.Where(trial => trial.Spec.Number < options.Sweep.Trials))
        {
            trials[trial.Spec.Number] = trial;
            progress(trial);
        }

        var started = clock.GetTimestamp();
        bool TimeIsUp() =>
            options.Sweep.Seconds > 0 && clock.GetElapsedTime(started).TotalSeconds >= options.Sweep.Seconds && !trials.IsEmpty;

        var tuner = new RandomTuner(_space, options.Seed);
        var next = -1;
        var workers = options.Sweep.Workers > 0 ? options.Sweep.Workers : Environment.ProcessorCount;
        void Work()
        {
            for (var number = Interlocked.Increment(ref next);
                number < options.Sweep.Trials && !TimeIsUp();
                number = Interlocked.Increment(ref next))
            {
                cancellation.ThrowIfCancellationRequested();
                if (!trials.ContainsKey(number))
                {
                    var trial = Try(_space.ToSpec(number, tuner.Propose(number, []).Point), cancellation);
                    trials[number] = trial;
                    journal.Append(trial);
                    lock (journal)
                    {
                        progress(trial);
                    }
                }
            }
        }

        try
        {
            Parallel.For(
                0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellation }, _ => Work());
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]); // a full disk is one fault, however many workers met it
        }

        journal.Complete();
        return [.. trials.Values.OrderBy(trial => trial.Spec.Number)];
    }

    /// <summary>The best completed trial; ties go to the lower number.</summary>
    public static Trial Best(IReadOnlyList<Trial> trials) => trials
        .Where(trial => trial.State == TrialState.Completed)
        .OrderByDescending(trial => trial.Objective).ThenBy(trial => trial.Spec.Number)
        .FirstOrDefault() ?? throw new UsageException(
            $"no trial completed; the first failed because {trials.FirstOrDefault()?.Reason ?? "none was started"}");

    private Trial Try(TrialSpec spec, CancellationToken cancellation)
    {
        try
        {
            var scores = crossValidation.OutOfFoldScores(spec, options.Seed, cancellation);
            var folds = objective.PerFold(spec.Learner, scores);
            var mean = folds.Average();
            return double.IsFinite(mean)
                ? new Trial(spec, TrialState.Completed, mean, folds, null)
                : new Trial(
                    spec,
                    TrialState.Failed,
                    double.NaN,
                    folds,
                    "its objective is undefined: on a fold the two models do equally well, or no query has all outcomes");
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or ArithmeticException or UsageException)
        {
            // One configuration that cannot be fitted must not end the search.
            return new Trial(spec, TrialState.Failed, double.NaN, [], e.Message);
        }
    }
}
