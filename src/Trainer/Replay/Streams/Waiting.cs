namespace Trainer.Replay.Streams;

/// <summary>
/// Waiting in bursts: a bucket that every query fills by one and that leaks at the capacity (a fluid queue). A query's latency is
/// multiplied by one more than the seconds that the bucket needs for what is over one query. O(1) each.
/// </summary>
internal sealed class Waiting(double capacity)
{
    private double _level;
    private double _time;

    /// <summary>The factor of a query that arrives now; 1 where nobody waits.</summary>
    public double Factor(double time)
    {
        if (capacity <= 0)
        {
            return 1;
        }

        _level = Math.Max(0, _level - ((time - _time) * capacity));
        _time = time;
        var waiting = _level / capacity;
        _level++;
        return 1 + waiting;
    }
}
