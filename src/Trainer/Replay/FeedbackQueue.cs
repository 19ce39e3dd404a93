using Trainer.Replay.Streams;

namespace Trainer.Replay;

/// <summary>
/// Decisions whose outcomes are under way. Feedback of query t comes before query t + d is decided, d being the delay in queries and at least
/// 1; or once the delay in seconds has passed after the answer was there. Holds what is under way only; O(log n) each.
/// </summary>
internal sealed class FeedbackQueue(double delay, DelayUnit unit)
{
    private readonly PriorityQueue<Pending, (double Due, int Number)> _pending = new();

    /// <summary>Puts a decision under way.</summary>
    /// <param name="pending">The decision.</param>
    /// <param name="latencySeconds">How long its answer took; NaN, if that is not known, counts as none.</param>
    public void Add(Pending pending, double latencySeconds)
    {
        var due = unit == DelayUnit.Events
            ? pending.Arrival.Number + Math.Max(1, delay)
            : pending.Arrival.Time + delay + (double.IsNaN(latencySeconds) ? 0 : latencySeconds);
        _pending.Enqueue(pending, (due, pending.Arrival.Number));
    }

    /// <summary>The next decision whose feedback is there before a query is decided; those that came due first are first.</summary>
    public bool TryTake(in Arrival now, out Pending pending)
    {
        var reached = unit == DelayUnit.Events ? now.Number : now.Time;
        if (_pending.TryPeek(out pending, out var priority) && priority.Due <= reached)
        {
            _pending.Dequeue();
            return true;
        }

        return false;
    }

    /// <summary>A decision under way.</summary>
    /// <param name="Arrival">The query.</param>
    /// <param name="Model">The model, as the policy counts.</param>
    public readonly record struct Pending(Arrival Arrival, int Model);
}
