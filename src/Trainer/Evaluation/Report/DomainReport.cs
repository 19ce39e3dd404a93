using Trainer.Export;

namespace Trainer.Evaluation.Report;

/// <summary>One domain at the main operating point, the first one.</summary>
/// <param name="Domain">Its name.</param>
/// <param name="Queries">Rows of it.</param>
/// <param name="ModelQuality">Each model alone, in the order of the report's models.</param>
/// <param name="Quality">The router.</param>
/// <param name="CostUsd">The router; null where prices are unknown.</param>
/// <param name="Shares">Share of queries of each model, in the same order.</param>
internal sealed record DomainReport(
    string Domain, int Queries, IReadOnlyList<Estimate> ModelQuality, Estimate Quality, Estimate? CostUsd, IReadOnlyList<Estimate> Shares);
