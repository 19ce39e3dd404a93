namespace Trainer.Replay.Policies;

/// <summary>What became of an earlier decision of the same policy, told when it has arrived.</summary>
/// <param name="request">The query as it was when the policy decided.</param>
/// <param name="model">The model that the policy chose.</param>
/// <param name="quality">Quality of its answer; NaN where nobody reported it.</param>
/// <param name="costUsd">What it cost in USD; NaN if unknown.</param>
/// <param name="latencySeconds">How long it took; NaN if unknown.</param>
internal readonly ref struct Feedback(Request request, int model, double quality, double costUsd, double latencySeconds)
{
    public Request Request { get; } = request;

    public int Model { get; } = model;

    public double Quality { get; } = quality;

    public double CostUsd { get; } = costUsd;

    public double LatencySeconds { get; } = latencySeconds;
}
