using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Trainer.Features.Data;
using Trainer.Features.Encoders;
using Trainer.Sweep.Goals;
using Trainer.Sweep.Stopping;
using Trainer.Sweep.Studies;
using Trainer.Sweep.Tuning;

namespace Trainer.Sweep;

/// <summary>
/// Tries configurations and keeps each as soon as it is done. Workers take folds of trials; what a trial is and what is said of it follow from
/// its number and the trials at least <see cref="StudyPlan.Lag"/> before it, so that workers, kills and resumptions change nothing but the
/// time. Other processes may work on the same store: a trial is whose claim it is.
/// </summary>
internal sealed class Study : IDisposable
{
    // A tuner repeats itself only after it has looked for something new; one repetition may be chance, so many are not.
    private const int MostRepetitions = 32;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly StudyPlan _plan;
    private readonly StudyLimits _limits;
    private readonly IStudyStore _store;
    private readonly TimeProvider _clock;
    private readonly Action<StudySnapshot> _progress;
    private readonly CancellationTokenSource _end = new();
    private readonly object _gate = new();
    private readonly List<Proposal> _proposals = [];
    private readonly SortedDictionary<int, Trial> _finished = [];
    private readonly SortedDictionary<int, RunningTrial> _running = [];
    private readonly SortedSet<int> _elsewhere = [];
    private readonly Dictionary<int, int> _copies = [];
    private readonly ConcurrentDictionary<int, IReadOnlyList<ScoredFold>> _scored = [];
    private int _trials;
    private int _done;
    private int _remembered;
    private int _repetitions;
    private bool _hasEnded;
    private StudyEnd _reason = StudyEnd.Complete;
    private ExceptionDispatchInfo? _fault;

    /// <param name="plan">What to do.</param>
    /// <param name="limits">How much of it.</param>
    /// <param name="store">Where trials are kept.</param>
    /// <param name="clock">For the deadline.</param>
    /// <param name="progress">
    /// Hears of every trial that ends, one at a time, and of the work between; first of the trials that were there already.
    /// </param>
    public Study(StudyPlan plan, StudyLimits limits, IStudyStore store, TimeProvider clock, Action<StudySnapshot> progress) =>
        (_plan, _limits, _store, _clock, _progress, _trials) = (plan, limits, store, clock, progress, limits.Trials);

    /// <summary>Runs until all trials are done, nothing new is left, the time is up, or somebody asks for the end.</summary>
    /// <param name="interrupt">Asks for the end; what is finished is returned.</param>
    /// <param name="cancellation">Ends it with an exception.</param>
    /// <returns>
    /// Finished trials numbered from 0 without a gap, so that a search that ended early is the beginning of a longer one; and why it ended.
    /// </returns>
    public (IReadOnlyList<Trial> Trials, StudyEnd End) Run(CancellationToken interrupt, CancellationToken cancellation)
    {
        foreach (var trial in _store.Finished())
        {
            _finished.Add(trial.Spec.Number, trial);
        }

        _remembered = _finished.Count;
        Advance();
        using var onInterrupt = interrupt.Register(() => End(StudyEnd.Interrupted));
        using var onCancel = cancellation.Register(() => End(StudyEnd.Interrupted));
        using var onDeadline = Timer(_limits.Deadline);
        using var memory = _limits.MemoryMegabytes > 0 ? _clock.CreateTimer(_ => WatchMemory(), null, Poll, Poll) : null;
        Report(null);
        try
        {
            Parallel.For(0, _limits.Workers, new ParallelOptions { MaxDegreeOfParallelism = _limits.Workers }, _ => Work());
        }
        finally
        {
            lock (_gate)
            {
                _hasEnded = true;
                foreach (var (number, trial) in _running)
                {
                    if (_fault is null)
                    {
                        _store.Release(number); // after a fault of the store its own end gives them up, or their age does
                    }

                    trial.Dispose();
                }

                _running.Clear();
            }
        }

        _fault?.Throw();
        cancellation.ThrowIfCancellationRequested();
        var end = _done >= _trials ? StudyEnd.Complete : IsExhausted ? StudyEnd.Exhausted : _reason;
        return ([.. _finished.Values.Take(Math.Min(_done, _trials))], end);
    }

    public void Dispose() => _end.Dispose();

    /// <summary>The best completed trial that keeps the limits, or that violates them least; ties go to the lower number.</summary>
    public static Trial Best(IReadOnlyList<Trial> trials) => trials
        .Where(trial => trial.State == TrialState.Completed)
        .OrderBy(trial => trial.Violation).ThenByDescending(trial => trial.Objective).ThenBy(trial => trial.Spec.Number)
        .FirstOrDefault() ?? throw new UsageException(
            $"no trial completed; the first failed because {trials.FirstOrDefault()?.Reason ?? "none was started"}");

    private ITimer? Timer(DateTimeOffset? deadline)
    {
        var left = deadline - _clock.GetUtcNow();
        if (left <= TimeSpan.Zero)
        {
            End(StudyEnd.TimeUp); // a timer might come after the first trial
        }

        return left > TimeSpan.Zero
            ? _clock.CreateTimer(_ => End(StudyEnd.TimeUp), null, left.Value, Timeout.InfiniteTimeSpan)
            : null;
    }

    // A search whose time is up before its first trial is done finishes that one: there would be nothing to show.
    private void End(StudyEnd reason)
    {
        lock (_gate)
        {
            if (_hasEnded)
            {
                return; // a timer's last call may come late
            }

            _reason = _reason == StudyEnd.Complete ? reason : _reason;
            if (_done > 0 || reason == StudyEnd.Interrupted)
            {
                _end.Cancel();
            }

            Monitor.PulseAll(_gate);
        }
    }

    private void Work()
    {
        try
        {
            while (true)
            {
                RunningTrial trial;
                int stage;
                lock (_gate)
                {
                    (RunningTrial, int)? work;
                    for (var known = _finished.Count; (work = Choose()) is null && !IsOver; known = _finished.Count)
                    {
                        // Woken when a trial ends; other processes do not wake anybody. After repetitions there may be more to do at once,
                        // but whoever asks for the end must be let in.
                        Monitor.Wait(_gate, _finished.Count > known ? TimeSpan.Zero : Poll);
                    }

                    if (IsOver)
                    {
                        return;
                    }

                    (trial, stage) = work!.Value;
                    trial.Take(stage);
                }

                Do(trial, stage);
            }
        }
        catch (Exception e)
        {
            lock (_gate)
            {
                _fault ??= ExceptionDispatchInfo.Capture(e);
                _end.Cancel();
                Monitor.PulseAll(_gate);
            }
        }
    }

    private bool IsOver => _end.IsCancellationRequested || _done >= _trials || IsExhausted;

    private bool IsExhausted => _repetitions >= MostRepetitions;

    // First what is judged next, of the earliest trial; then a new trial; then work ahead, which is lost if its trial is stopped.
    private (RunningTrial Trial, int Stage)? Choose()
    {
        _trials = _limits.Follows ? Math.Min(_limits.Trials, _store.Closed ?? _limits.Trials) : _trials;
        Import();
        var open = _running.Values.Where(trial => trial.NextStage() is not null).ToArray();
        var urgent = open.FirstOrDefault(trial => trial.NextStage() == trial.Judged) ?? Begin() ?? open.FirstOrDefault();
        return urgent is null ? null : (urgent, urgent.NextStage()!.Value);
    }

    private RunningTrial? Begin()
    {
        if (_reason != StudyEnd.Complete && _done + _running.Count + _elsewhere.Count > 0)
        {
            return null; // only the first trial is still wanted
        }

        var end = Math.Min(_trials, _done + _plan.Lag);
        for (var number = _done; number < end; number++)
        {
            if (_finished.ContainsKey(number) || _running.ContainsKey(number) || _elsewhere.Contains(number) || _copies.ContainsKey(number))
            {
                continue;
            }

            var proposal = Proposal(number);
            var twin = Enumerable.Range(0, number).FirstOrDefault(earlier => Proposal(earlier).Point.Equals(proposal.Point), -1);
            if (twin >= 0)
            {
                _copies.Add(number, twin);
                Advance();
                continue;
            }

            if (!_store.TryClaim(number))
            {
                _elsewhere.Add(number);
                continue;
            }

            var trial = new RunningTrial(
                _plan.Space.ToSpec(number, proposal.Point), proposal, _plan.Stopping.Stages(_plan.CrossValidation.Folds.Count), _end.Token);
            _running.Add(number, trial);
            Report(null);
            return trial;
        }

        return null;
    }

    // What other processes have finished, and what they have given up.
    private void Import()
    {
        if (_elsewhere.Count == 0)
        {
            return;
        }

        foreach (var trial in _store.Finished(_elsewhere.Min).Where(trial => _elsewhere.Remove(trial.Spec.Number)))
        {
            _finished.Add(trial.Spec.Number, trial);
            Advance();
            Report(trial);
        }

        _elsewhere.Clear(); // each is tried again, and refused while its owner lives
    }

    private Proposal Proposal(int number)
    {
        for (var next = _proposals.Count; next <= number; next++)
        {
            _proposals.Add(_finished.TryGetValue(next, out var done) && _plan.Space.Find(done.Spec.Features, done.Spec.Learner) is { } point
                ? new Proposal(point, done.Origin)
                : _plan.Tuner.Propose(next, [.. Enumerable.Range(0, next).Select(earlier => Observe(earlier, next))]));
        }

        return _proposals[number];
    }

    private Observation Observe(int number, int from)
    {
        if (number > from - _plan.Lag)
        {
            return new Observation(number, _proposals[number], TrialOutcome.Pending, [], 0);
        }

        var trial = _finished[number];
        var goals = _plan.Objective.Goals;
        return new Observation(
            number,
            _proposals[number],
            trial.State switch
            {
                TrialState.Completed => TrialOutcome.Completed,
                TrialState.Stopped => TrialOutcome.Stopped,
                _ => TrialOutcome.Failed,
            },
            trial.State == TrialState.Stopped && goals.Count == 1 && double.IsNaN(trial.Objective) && trial.StageValues.Count > 0
                ? [trial.StageValues[^1]] // no fold was scored in full: what a share of its rows gave
                : [.. trial.Values.Select((value, goal) => goals[goal].Sign * value)],
            trial.Operations,
            trial.Share,
            trial.Violation);
    }

    private void Do(RunningTrial trial, int stage)
    {
        var (fold, rowShare) = (trial.Stages[stage].Fold, trial.Stages[stage].RowShare);
        FoldScores? scores = null;
        string? failure = null;
        try
        {
            if (IsOverMemory())
            {
                throw new InvalidOperationException(OverMemory);
            }

            scores = _plan.CrossValidation.Score(
                trial.Spec, fold, rowShare, _plan.Seed, stage == 0 && _plan.Objective.NeedsResources, trial.Cancellation);
            failure = Array.Exists(scores.Values, float.IsNaN) ? "it scored a query as NaN" : null;
        }
        catch (OperationCanceledException) when (trial.Cancellation.IsCancellationRequested)
        {
            return; // stopped, given up, or the end; whoever cancelled it has said why
        }
        catch (Exception e) when (e is not (IOException or UnauthorizedAccessException or DataFormatException or EncoderException))
        {
            failure = e.Message; // one configuration that cannot be fitted must not end the search
        }

        lock (trial)
        {
            if (failure is null)
            {
                trial.Finish(stage, scores!);
            }
            else
            {
                trial.Fail(stage, failure);
            }

            while (!trial.Cancellation.IsCancellationRequested && trial.Next() is var next && (next.Scores ?? (object?)next.Failure) is not null)
            {
                var result = Judge(trial, next.Scores, next.Failure);
                lock (_gate)
                {
                    if (result is null)
                    {
                        Report(null);
                    }
                    else
                    {
                        Finish(trial, result);
                    }
                }
            }
        }
    }

    // What has become of the trial, or null if it goes on.
    private Trial? Judge(RunningTrial trial, FoldScores? scores, string? failure)
    {
        var stage = trial.Stages[trial.Judged++];
        if (scores is null)
        {
            return new Trial(trial.Spec, TrialState.Failed, double.NaN, [], failure);
        }

        var perQuery = scores.Values.Length / _plan.CrossValidation.Folds[stage.Fold].Test.Length;
        trial.Operations += scores.Operations;
        trial.Resources = trial.Judged == 1 ? scores.Resources : trial.Resources;
        trial.Scores ??= Unknown(perQuery);
        var placed = stage.RowShare < 1 ? Unknown(perQuery) : trial.Scores;
        _plan.CrossValidation.Place(scores.Values, stage.Fold, placed);
        trial.Values.Add(Value(_plan.Objective.Folds(trial.Spec.Learner, placed)[stage.Fold]));
        var folds = _plan.Objective.Folds(trial.Spec.Learner, trial.Scores);
        if (trial.Judged == trial.Stages.Count)
        {
            return Result(trial, folds, null);
        }

        IReadOnlyList<Trial> visible;
        lock (_gate)
        {
            visible = [.. _finished.Values.TakeWhile(other => other.Spec.Number <= trial.Spec.Number - _plan.Lag)];
        }

        var verdict = _plan.Stopping.Verdict(new StageRecord(trial.Values, folds, trial.Resources), new EarlierTrials(visible, Scored));
        return verdict is null ? null : Result(trial, folds, verdict);
    }

    private double Value(ScoredFold fold) => _plan.Objective.Main.Sign * _plan.Objective.Main.Of(fold);

    private float[] Unknown(int perQuery)
    {
        var scores = new float[perQuery * _plan.CrossValidation.Queries];
        Array.Fill(scores, float.NaN);
        return scores;
    }

    private Trial Result(RunningTrial trial, ScoredFold[] folds, string? verdict)
    {
        var objective = _plan.Objective;
        double[] perFold = [.. folds.Where(fold => fold.Rows.Length > 0).Select(Value)];
        double Of(Goal goal) => goal is RoutingGoal routing
            ? folds.Where(fold => fold.Rows.Length > 0).Select(routing.Of).DefaultIfEmpty(double.NaN).Average()
            : trial.Resources.Of((ResourceGoal)goal);
        double[] values = [.. objective.Goals.Select(Of)];
        var isDefined = verdict is null ? Array.TrueForAll(values, double.IsFinite) : !double.IsNaN(trial.Values[^1]);
        double Work(IEnumerable<Stage> stages) => stages.Sum(stage => stage.RowShare);
        return new Trial(
            trial.Spec,
            !isDefined ? TrialState.Failed : verdict is null ? TrialState.Completed : TrialState.Stopped,
            isDefined ? perFold.DefaultIfEmpty(double.NaN).Average() : double.NaN,
            perFold,
            verdict ?? (isDefined ? null : "its objective is undefined: on a fold the models do equally well, or no query has all outcomes"))
        {
            Values = values,
            StageValues = [.. trial.Values],
            Share = Work(trial.Stages.Take(trial.Judged)) / Work(trial.Stages),
            Violation = objective.Limits.Sum(limit => Math.Max(0, limit.Goal.Sign * (limit.Bound - Of(limit.Goal)))),
        };
    }

    private void Finish(RunningTrial trial, Trial result)
    {
        result = result with { Origin = trial.Proposal.Origin, Operations = trial.Operations };
        trial.Cancel();
        if (_running.Remove(result.Spec.Number))
        {
            Keep(result, result.State == TrialState.Completed ? trial.Scores : null);
        }
    }

    private void Keep(Trial result, float[]? scores)
    {
        _store.Finish(result, scores);
        _finished[result.Spec.Number] = result;
        Advance();
        Report(result);
        if (_reason == StudyEnd.TimeUp && _done > 0)
        {
            _end.Cancel(); // the first trial was still to be done
        }

        Monitor.PulseAll(_gate);
    }

    // Counts what is done without a gap, and ends the trials that repeat one of those.
    private void Advance()
    {
        while (!IsExhausted && _finished.TryGetValue(_done, out var trial))
        {
            _done++;
            _repetitions = trial.SameAs is null ? 0 : _repetitions + 1;
        }

        foreach (var (number, twin) in _copies.ToArray())
        {
            if (_finished.TryGetValue(twin, out var original) && _copies.Remove(number))
            {
                Keep(
                    original with
                    {
                        Spec = original.Spec with { Number = number },
                        Origin = Proposal(number).Origin,
                        Operations = 0,
                        SameAs = original.SameAs ?? twin,
                    },
                    null);
            }
        }
    }

    private IReadOnlyList<ScoredFold> Scored(Trial trial) => _scored.GetOrAdd(
        trial.Spec.Number, number => _plan.Objective.Folds(trial.Spec.Learner, _store.Scores(number)!));

    // The latest trial is given up, since those before it fitted in.
    private void WatchMemory()
    {
        lock (_gate)
        {
            if (_running.Count > 0 && IsOverMemory())
            {
                var trial = _running.Last().Value;
                Finish(trial, new Trial(trial.Spec, TrialState.Failed, double.NaN, [], OverMemory));
            }
        }
    }

    // What is no longer used does not count; the runtime keeps it until it is asked.
    private bool IsOverMemory()
    {
        bool IsOver() => _limits.MemoryMegabytes > 0 && Environment.WorkingSet >> 20 > _limits.MemoryMegabytes;
        if (IsOver())
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }

        return IsOver();
    }

    private string OverMemory => $"with it the process took more than {_limits.MemoryMegabytes} MiB";

    private void Report(Trial? latest) => _progress(new StudySnapshot(
        [.. _finished.Values],
        [.. _running.Values.Select(trial => (trial.Spec, (double)trial.Judged / trial.Stages.Count))],
        latest,
        _trials,
        _finished.Count - _remembered));
}
