namespace Trainer.Replay.Latencies;

/// <summary>How fast a model answers.</summary>
internal sealed record ModelSpeed
{
    /// <summary>Seconds until its first token.</summary>
    public double InitSeconds { get; init; } = 0.35;

    /// <summary>Tokens that it writes in a second.</summary>
    public double TokensPerSecond { get; init; } = 60;

    /// <summary>
    /// A guess from what it costs, beside a reference cost: dear models are taken for large and slow. (JavadDogani's
    /// Domain-Adaptive-LLM-Routing has these constants.)
    /// </summary>
    public static ModelSpeed FromCost(double costUsd, double reference) => new()
    {
        InitSeconds = Math.Clamp(0.35 * Math.Pow(costUsd / reference, 0.3), 0.05, 3),
        TokensPerSecond = Math.Clamp(60 * Math.Sqrt(reference / costUsd), 8, 250),
    };
}
