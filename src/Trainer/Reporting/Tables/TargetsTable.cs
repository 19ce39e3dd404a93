namespace Trainer.Reporting.Tables;

/// <summary>What learners can be taught from the training queries, and how many rows each target yields.</summary>
internal static class TargetsTable
{
    public static Table Of(RunReport report) => new(
        [new("Target"), new("Rows", true), new("Detail")],
        [.. report.Data.Targets.Select(target => new Row([new(target.Target), Cell.Of(target.Rows), new(target.Detail)]))]);
}
