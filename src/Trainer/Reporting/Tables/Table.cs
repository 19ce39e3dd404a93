namespace Trainer.Reporting.Tables;

/// <summary>A table as every form of the report shows it.</summary>
internal sealed record Table(IReadOnlyList<Column> Columns, IReadOnlyList<Row> Rows);
