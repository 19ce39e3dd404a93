using Trainer.Features.Data.Summary;

namespace Trainer.Features.Data.Audit;

/// <summary>A table with what several rules need of it.</summary>
/// <param name="Table">The table.</param>
/// <param name="Summary">Its counts.</param>
/// <param name="Near">Its near-duplicates.</param>
internal sealed record AuditedTable(RoutingTable Table, TableSummary Summary, NearDuplicates Near)
{
    public IEnumerable<int> Rows => Enumerable.Range(0, Table.Count);

    public IEnumerable<int> Models => Enumerable.Range(0, Table.Models.Count);

    /// <summary>Rows by normalised text, in the ordinal order of the texts.</summary>
    public IEnumerable<IGrouping<int, int>> ByText => Rows.GroupBy(row => Near.Texts.OfRow[row]).OrderBy(text => text.Key);

    public string Id(int row) => Table.Queries[row].Id;

    /// <summary>A model of which two of the rows have different qualities, or -1.</summary>
    public int Contradicted(int[] rows, double difference)
    {
        foreach (var model in Models)
        {
            var qualities = rows.Where(row => Table.WasRun(row, model)).Select(row => Table.Quality(model)[row]).ToArray();
            if (qualities.Length > 1 && qualities.Max() - qualities.Min() is var range && range > 0 && range >= difference)
            {
                return model;
            }
        }

        return -1;
    }
}
