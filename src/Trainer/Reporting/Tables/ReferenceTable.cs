using Trainer.Evaluation.Comparison;

namespace Trainer.Reporting.Tables;

/// <summary>The same routers on these data and on the reference data, which are other queries.</summary>
internal static class ReferenceTable
{
    public static Table Of(ComparisonReport report) => new(
        [
            new("Router"),
            new("Metric"),
            new("These data", true),
            new("n", true),
            new("Reference data", true),
            new("n", true),
            new("Difference", true, "These data less the reference data; unpaired, since they are other queries."),
        ],
        [.. report.Reference.Select(Row)]);

    private static Row Row(ReferenceReport reference)
    {
        Func<double, string> format = reference.Metric is "Cost saving" or "Quality kept" or "Strong share" or "CPT 50 %" ? Numbers.Share : Numbers.Quality;
        return new(
        [
            new(reference.Router),
            new(reference.Metric),
            Cell.Of(reference.Here, format),
            Cell.Of(reference.Here.N),
            Cell.Of(reference.Reference, format),
            Cell.Of(reference.Reference.N),
            Cell.Of(reference.Difference, format),
        ]);
    }
}
