using Trainer.Sweep.Goals;
using Trainer.Sweep.Stopping;
using Trainer.Sweep.Tuning;

namespace Trainer.Sweep;

/// <summary>
/// A trial under way: its stages in their order, of which workers may do several at once. They are judged in order, so that what is said of
/// the trial does not depend on which was done first. Whoever uses it holds the study's lock.
/// </summary>
internal sealed class RunningTrial(TrialSpec spec, Proposal proposal, IReadOnlyList<Stage> stages, CancellationToken cancellation) : IDisposable
{
    private readonly bool[] _taken = new bool[stages.Count];
    private readonly FoldScores?[] _done = new FoldScores?[stages.Count];
    private readonly string?[] _failures = new string?[stages.Count];
    private readonly CancellationTokenSource _cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellation);

    public TrialSpec Spec { get; } = spec;

    public Proposal Proposal { get; } = proposal;

    public IReadOnlyList<Stage> Stages { get; } = stages;

    /// <summary>Stages that were judged.</summary>
    public int Judged { get; set; }

    /// <summary>Out-of-fold scores of the folds that were judged, NaN elsewhere; null before the first.</summary>
    public float[]? Scores { get; set; }

    /// <summary>The objective after each judged stage.</summary>
    public List<double> Values { get; } = [];

    /// <summary>Multiplications of the judged stages.</summary>
    public double Operations { get; set; }

    /// <summary>What the router takes, as far as anybody asked.</summary>
    public RouterResources Resources { get; set; } = RouterResources.Unknown;

    /// <summary>Fires when its work is of no more use.</summary>
    public CancellationToken Cancellation => _cancellation.Token;

    /// <summary>The first stage that nobody has taken, or null; of two trials the one whose stage is judged next is the more urgent.</summary>
    public int? NextStage() => Array.IndexOf(_taken, false) is >= 0 and var stage ? stage : null;

    public void Take(int stage) => _taken[stage] = true;

    public void Finish(int stage, FoldScores scores) => _done[stage] = scores;

    public void Fail(int stage, string reason) => _failures[stage] = reason;

    /// <summary>The result of the next stage to be judged, or why it failed; both null while it is not there.</summary>
    public (FoldScores? Scores, string? Failure) Next() =>
        Judged < Stages.Count ? (_done[Judged], _failures[Judged]) : (null, null);

    public void Cancel() => _cancellation.Cancel();

    public void Dispose() => _cancellation.Dispose();
}
