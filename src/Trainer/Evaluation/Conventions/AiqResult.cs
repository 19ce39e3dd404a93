namespace Trainer.Evaluation.Conventions;

/// <summary>AIQ of one router among those compared; NaN where all costs are equal to 0, or to each other.</summary>
/// <param name="Hull">Its non-decreasing hull.</param>
/// <param name="AsCoded">Area / greatest cost.</param>
/// <param name="AsPublished">Area / (greatest cost - least cost).</param>
internal sealed record AiqResult(IReadOnlyList<CostQuality> Hull, double AsCoded, double AsPublished);
