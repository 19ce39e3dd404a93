using Trainer.Export;

namespace Trainer.Replay.Policies;

/// <summary>A bundle's operating point, by the very rule that an application decides with.</summary>
internal sealed class PointPolicy(Labels labels, OperatingPoint point) : IReplayPolicy
{
    private readonly double[] _costs = [.. labels.Models.Select(model => model.ExpectedCostUsd)];

    public int Choose(in Request request) => point.Threshold is { } threshold
        ? DecisionRule.Pair(request.Scores[0], threshold)
        : DecisionRule.Pool(request.Scores, _costs, point.UsdTradeoff!.Value);
}
