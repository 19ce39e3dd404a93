namespace Trainer.Evaluation.Comparison;

/// <summary>Something that decides, and what came of it on every query.</summary>
/// <param name="Name">Unique in a comparison.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Quality">Per row; of a coin in expectation.</param>
/// <param name="CostUsd">Per row; null where prices are unknown.</param>
internal sealed record Policy(string Name, PolicyKind Kind, double[] Quality, double[]? CostUsd)
{
    /// <summary>Index of the router among those compared; -1 of all else.</summary>
    public int Router { get; init; } = -1;

    /// <summary>The router's main operating point.</summary>
    public bool IsMain { get; init; }
}
