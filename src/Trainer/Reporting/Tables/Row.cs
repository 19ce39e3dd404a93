namespace Trainer.Reporting.Tables;

/// <summary>A row of a table.</summary>
/// <param name="Cells">One for each column.</param>
/// <param name="IsMain">Whether it is the one that the report is about.</param>
internal sealed record Row(IReadOnlyList<Cell> Cells, bool IsMain = false);
