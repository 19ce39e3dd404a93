namespace Trainer.Calibration.Certification;

/// <summary>What is to be promised of an operating point; at least one of the two limits.</summary>
internal sealed record CertificationTerms
{
    /// <summary>Largest mean quality lost against the reference model, above 0 and below 1.</summary>
    public double? MaxQualityLoss { get; init; }

    /// <summary>Largest mean cost of a query in USD.</summary>
    public double? MaxCostUsd { get; init; }

    /// <summary>1 − the probability with which the promise may be wrong; above 0 and below 1.</summary>
    public double Confidence { get; init; } = 0.9;

    public CertificationMethod Method { get; init; }

    /// <summary>No answer costs more than this, in USD; null for the dearest observed one.</summary>
    public double? CostBoundUsd { get; init; }

    /// <summary>Index of the model that losses are counted from; null for a pair's strong one, of a pool the best on the first
    /// part.</summary>
    public int? Reference { get; init; }
}
