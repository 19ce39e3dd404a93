using Trainer.Replay.Latencies;
using Trainer.Replay.Streams;

namespace Trainer.Replay;

/// <summary>Settings of a replay; all but the bundles and the data have a default.</summary>
internal sealed record ReplayOptions
{
    /// <summary>Queries per second outside bursts, more than 0.</summary>
    public double Rate { get; init; } = 2;

    /// <summary>Whether gaps between queries are exponential or all the same.</summary>
    public Gaps Gaps { get; init; } = Gaps.Poisson;

    /// <summary>Bursts as RATE@SECONDS, separated by commas; calm time lies before each of them.</summary>
    public string Bursts { get; init; } = "";

    /// <summary>Seconds of the plain rate before each burst, more than 0.</summary>
    public double Calm { get; init; } = 60;

    /// <summary>Queries per second that are answered without waiting; faster arrivals wait for those before them. 0: nobody waits.</summary>
    public double Capacity { get; init; }

    /// <summary>How many times faster than recorded a table's (or a stream's) times pass; 0 draws times by the rate.</summary>
    public double Warp { get; init; }

    /// <summary>Whether a query may come more than once; then a limit is needed.</summary>
    public bool Replacement { get; init; }

    /// <summary>Most queries; 0: as many as there are.</summary>
    public int Limit { get; init; }

    /// <summary>A kept stream to replay instead of making one.</summary>
    public string? Stream { get; init; }

    /// <summary>Log with measured latencies (JSON lines: qid, model, latency_s, ok), instead of the table's.</summary>
    public string? LatencyLog { get; init; }

    /// <summary>Whether latencies are simulated from tokens and speeds, instead of the table's.</summary>
    public bool SimulateLatency { get; init; }

    /// <summary>Speeds for the simulation by model; models without one get one from their cost.</summary>
    public IReadOnlyDictionary<string, ModelSpeed> Speeds { get; init; } = new SortedDictionary<string, ModelSpeed>(StringComparer.Ordinal);

    /// <summary>Kind of the simulation's noise.</summary>
    public LatencyNoise Noise { get; init; } = LatencyNoise.Lognormal;

    /// <summary>Standard deviation of the noise: relative (normal) or of the logarithm (lognormal), at least 0.</summary>
    public double NoiseDeviation { get; init; } = 0.1;

    /// <summary>What becomes of answers whose latency is not known where a limit is set.</summary>
    public MissingLatency MissingLatency { get; init; } = MissingLatency.Refuse;

    /// <summary>Policies to run side by side, by name; none: all that the settings allow.</summary>
    public IReadOnlyList<string> Policies { get; init; } = [];

    /// <summary>Quality that a USD is worth, one objective for each; none: what each bundle's default operating point says.</summary>
    public IReadOnlyList<double> UsdTradeoffs { get; init; } = [];

    /// <summary>Quality that a certain violation of the latency limit costs, at least 0.</summary>
    public double LatencyTradeoff { get; init; }

    /// <summary>Mean cost of a query in USD that should not be exceeded; null: no budget.</summary>
    public double? Budget { get; init; }

    /// <summary>Latency in seconds that should not be exceeded; null: no limit.</summary>
    public double? MaxLatency { get; init; }

    /// <summary>Share of queries that may exceed the latency, in [0, 1].</summary>
    public double LateShare { get; init; } = 0.1;

    /// <summary>Step of the dual updates, more than 0.</summary>
    public double DualStep { get; init; } = 0.05;

    /// <summary>Step of the online bias, in [0, 1].</summary>
    public double BiasStep { get; init; } = 0.05;

    /// <summary>Largest online bias, in [0, 1].</summary>
    public double BiasLimit { get; init; } = 0.5;

    /// <summary>How long after a decision its feedback comes.</summary>
    public double Delay { get; init; } = 10;

    /// <summary>What the delay is counted in.</summary>
    public DelayUnit DelayUnit { get; init; } = DelayUnit.Events;

    /// <summary>Probability that an answer's quality is reported at all, in [0, 1]; costs and latencies always are.</summary>
    public double Keep { get; init; } = 0.7;

    /// <summary>Outcomes of the past that policies may know from the start.</summary>
    public string? History { get; init; }

    /// <summary>TIME:DATA, a second table from that second on, or TIME:OLD=NEW,…, other columns of the same table.</summary>
    public string? Drift { get; init; }

    /// <summary>Seconds of a window; 0: a twentieth of the stream.</summary>
    public double Window { get; init; }

    /// <summary>Resamples behind the intervals, from 100.</summary>
    public int Resamples { get; init; } = 1000;

    /// <summary>The same seed gives the same replay to the byte.</summary>
    public ulong Seed { get; init; } = 7;

    /// <summary>The options, if they can be carried out.</summary>
    /// <exception cref="UsageException">One of them is out of range, or two contradict each other.</exception>
    public ReplayOptions Checked()
    {
        static bool Finite(double value, double least) => double.IsFinite(value) && value >= least;
        static bool Positive(double value) => double.IsFinite(value) && value > 0;
        Require(Positive(Rate) && Rate <= 1e6, "rate", Rate, "more than 0 and at most 1000000 queries per second");
        Require(Positive(Calm), "calm", Calm, "more than 0 seconds");
        Require(Finite(Capacity, 0), "capacity", Capacity, "0 or more queries per second");
        Require(Finite(Warp, 0), "warp", Warp, "0 or a factor above it");
        Require(Limit >= 0, "limit", Limit, "0 or more queries");
        Require(Finite(NoiseDeviation, 0) && NoiseDeviation <= 2, "noiseDeviation", NoiseDeviation, "0 to 2");
        Require(Finite(LatencyTradeoff, 0), "latencyTradeoff", LatencyTradeoff, "0 or more");
        Require(UsdTradeoffs.All(tradeoff => Finite(tradeoff, 0)), "usdTradeoffs", UsdTradeoffs.FirstOrDefault(t => !Finite(t, 0)), "0 or more");
        Require(Budget is null or (> 0 and < double.PositiveInfinity), "budget", Budget ?? 0, "more than 0 USD per query");
        Require(MaxLatency is null or (> 0 and < double.PositiveInfinity), "maxLatency", MaxLatency ?? 0, "more than 0 seconds");
        Require(LateShare is >= 0 and <= 1, "lateShare", LateShare, "0 to 1");
        Require(Positive(DualStep), "dualStep", DualStep, "more than 0");
        Require(BiasStep is >= 0 and <= 1, "biasStep", BiasStep, "0 to 1");
        Require(BiasLimit is >= 0 and <= 1, "biasLimit", BiasLimit, "0 to 1");
        Require(Finite(Delay, 0), "delay", Delay, "0 or more");
        Require(Keep is >= 0 and <= 1, "keep", Keep, "0 to 1");
        Require(Finite(Window, 0), "window", Window, "0 or more seconds");
        Require(Resamples is >= 100 and <= 100_000, "resamples", Resamples, "100 to 100000");
        foreach (var (model, speed) in Speeds)
        {
            Require(Finite(speed.InitSeconds, 0), $"speeds.{model}.initSeconds", speed.InitSeconds, "0 or more seconds");
            Require(Positive(speed.TokensPerSecond), $"speeds.{model}.tokensPerSecond", speed.TokensPerSecond, "more than 0 tokens a second");
        }

        Refuse(Replacement && Limit == 0 && Stream is null, "with replacement a stream has no end; give limit too");
        Refuse(Replacement && Warp > 0, "a table's own times leave no choice of queries; give either warp or replacement");
        Refuse(Warp > 0 && Bursts.Length > 0, "a table's own times have no bursts; give either warp or bursts");
        Refuse(LatencyLog is not null && SimulateLatency, "latencies are either logged or simulated; give latencyLog or simulateLatency");
        Burst.Parse(Bursts);
        return this;
    }

    private static void Require(bool isFine, string key, double value, string allowed) =>
        Refuse(!isFine, FormattableString.Invariant($"{key} is {value}; allowed is {allowed}"));

    private static void Refuse(bool isWrong, string sentence)
    {
        if (isWrong)
        {
            throw new UsageException(sentence);
        }
    }
}
