using Trainer.Replay.Streams;

namespace Trainer.Replay.Results;

/// <summary>What is kept of a replay for its measures: per query a window, a phase and a domain, per decision three numbers.</summary>
internal sealed class ReplayLog(int contenders, double windowSeconds)
{
    private readonly List<Outcome>[] _outcomes = [.. Enumerable.Range(0, contenders).Select(_ => new List<Outcome>())];
    private readonly List<int> _windows = [];
    private readonly List<int> _phases = [];
    private readonly List<int> _domains = [];

    public int Count => _windows.Count;

    public double WindowSeconds { get; } = windowSeconds;

    public int Window(int query) => _windows[query];

    public int Phase(int query) => _phases[query];

    public int Domain(int query) => _domains[query];

    public Outcome Outcome(int contender, int query) => _outcomes[contender][query];

    public void Add(in Arrival arrival, int domain, int contender, in Outcome outcome)
    {
        if (contender == 0)
        {
            _windows.Add((int)Math.Min(arrival.Time / WindowSeconds, int.MaxValue));
            _phases.Add(arrival.Phase);
            _domains.Add(domain);
        }

        _outcomes[contender].Add(outcome);
    }
}
