namespace Trainer.Reporting.Tables;

/// <summary>What routers were judged on.</summary>
internal static class JudgedDataTable
{
    public static Table Of(ComparisonReport report) => new(
        [new("Data"), new("Source"), new("Queries", true), new("Left out", true, "They lack an outcome or a score of something compared."), new("SHA-256")],
        [Row("judged on", report.Data), .. report.ReferenceData is { } reference ? [Row("reference", reference)] : Array.Empty<Row>()]);

    private static Row Row(string name, JudgedData data) =>
        new([new(name), new(data.Source), Cell.Of(data.Queries), Cell.Of(data.QueriesLeftOut), new(data.ContentDigest)]);
}
