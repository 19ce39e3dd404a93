namespace Trainer.Features.Data;

/// <summary>What was read: either a table or battles, and from what.</summary>
/// <param name="Format">Name of the format.</param>
/// <param name="Table">The routing table, or null if the data are battles.</param>
/// <param name="Battles">The battles, or null if the data are a table.</param>
/// <param name="Inputs">The files, in the order in which they were read.</param>
/// <param name="ExcludedRows">Rows left out because of <see cref="ReadOptions.ExcludePromptsFile"/>.</param>
public sealed record RoutingDataSet(
    string Format, RoutingTable? Table, Battles? Battles, IReadOnlyList<InputFile> Inputs, int ExcludedRows);
