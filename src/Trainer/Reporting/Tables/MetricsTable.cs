namespace Trainer.Reporting.Tables;

/// <summary>One metric a row.</summary>
internal static class MetricsTable
{
    private static readonly Column[] Columns = [new("Metric"), new("Value [95 % interval]", true), new("n", true), new("What it says")];

    public static Table Of(IEnumerable<Metric> metrics) => new(Columns, [.. metrics.Select(metric => new Row(
    [
        new(metric.Name),
        Cell.Of(metric.Value, metric.Format),
        Cell.Of(metric.Value.N),
        new(metric.Meaning),
    ]))]);
}
