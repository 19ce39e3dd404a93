namespace Trainer.Reporting.Tables;

/// <summary>Which model a pool's router sends how many queries to, at each operating point.</summary>
internal static class SharesTable
{
    public static Table Of(IJudged report) => new(
        [new("Operating point"), .. report.Evaluation.Models.Select(model => new Column(model.Name, true)), new("n", true)],
        [.. report.Evaluation.OperatingPoints.Select((point, i) => new Row(
            [new(point.Name), .. point.Shares.Select(share => Cell.Of(share, Numbers.Share)), Cell.Of(point.Quality.N)], i == 0))]);
}
