using Trainer.Export;

namespace Trainer.Evaluation.Comparison;

/// <summary>The main operating points on some of the queries.</summary>
/// <param name="Slice">As key=value.</param>
/// <param name="Queries">How many.</param>
/// <param name="Quality">Of each router.</param>
/// <param name="CostUsd">Of each router; null where prices are unknown.</param>
/// <param name="Difference">Quality of each router less that of the first, paired; the first's is 0.</param>
/// <param name="BestModel">The single model that is best here.</param>
/// <param name="BestModelQuality">Its quality.</param>
internal sealed record SliceReport(
    string Slice,
    int Queries,
    IReadOnlyList<Estimate> Quality,
    IReadOnlyList<Estimate>? CostUsd,
    IReadOnlyList<Estimate> Difference,
    string BestModel,
    Estimate BestModelQuality);
