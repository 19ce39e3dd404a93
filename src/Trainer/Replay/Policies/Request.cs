namespace Trainer.Replay.Policies;

/// <summary>
/// All that a policy sees of a query when it decides. It has no outcome, and nothing that leads to one: those come as
/// <see cref="Feedback"/>, when they have arrived.
/// </summary>
/// <param name="number">Position in the stream, from 0.</param>
/// <param name="time">Seconds from the stream's beginning.</param>
/// <param name="domain">Index of the query's domain.</param>
/// <param name="key">A number of the query's id, for chance that belongs to it.</param>
/// <param name="scores">The router's scores of the query: one for a pair, else one per model and perhaps as many cost ratios.</param>
internal readonly ref struct Request(int number, double time, int domain, ulong key, ReadOnlySpan<float> scores)
{
    public int Number { get; } = number;

    public double Time { get; } = time;

    public int Domain { get; } = domain;

    public ulong Key { get; } = key;

    public ReadOnlySpan<float> Scores { get; } = scores;
}
