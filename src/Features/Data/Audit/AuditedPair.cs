namespace Trainer.Features.Data.Audit;

/// <summary>Two tables, one to learn from and one to judge by, and the near-duplicates among the prompts of both.</summary>
/// <param name="Training">To learn from.</param>
/// <param name="Test">To judge by.</param>
/// <param name="Near">Near-duplicates; its rows are those of the two lists.</param>
/// <param name="TrainingRows">Rows in <see cref="Near"/> of the training table's queries.</param>
/// <param name="TestRows">Rows in <see cref="Near"/> of the test table's queries.</param>
internal sealed record AuditedPair(RoutingTable Training, RoutingTable Test, NearDuplicates Near, int[] TrainingRows, int[] TestRows)
{
    private readonly Dictionary<int, string> _ids = new(
        TrainingRows.Zip(Training.Queries, (row, query) => KeyValuePair.Create(row, query.Id))
            .Concat(TestRows.Zip(Test.Queries, (row, query) => KeyValuePair.Create(row, query.Id))));

    /// <summary>The id of the query of a row in <see cref="Near"/>.</summary>
    public string Id(int row) => _ids[row];
}
