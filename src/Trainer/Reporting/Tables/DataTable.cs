using System.Globalization;

namespace Trainer.Reporting.Tables;

/// <summary>Where the data came from and what became of them.</summary>
internal static class DataTable
{
    public static Table Of(RunReport report)
    {
        var (data, evaluation) = (report.Data, report.Evaluation);
        return new(
            [new("Data"), new("Value")],
            [
                Row("Source", data.Source),
                .. data.Files.Select(file => Row("File", file.Path, $"SHA-256 {file.Sha256}")),
                Row("Content", $"SHA-256 {data.ContentDigest}"),
                .. data.Prices is { } prices ? [Prices(prices)] : Array.Empty<Row>(),
                Row("Candidate models", string.Join(", ", data.Models), report.IsPair ? "weak, strong" : ""),
                Row("Training queries", Numbers.Count(data.TrainingQueries), "everything was fitted, chosen and calibrated on these"),
                .. data.Battles is { } battles ? Battles(battles) : [],
                Row("Test queries", Numbers.Count(data.TestQueries), "opened once, after everything was chosen"),
                Row(
                    "Test queries judged",
                    Numbers.Count(evaluation.Queries),
                    $"in {Numbers.Count(evaluation.Clusters)} independent groups, which the intervals resample"),
                .. report.Parity is { } parity
                    ? [Row(
                        "Exported graph",
                        string.Create(CultureInfo.InvariantCulture, $"largest score difference {parity.LargestScoreDifference:0.0E+0}"),
                        $"on all {Numbers.Count(parity.Queries)} test queries, {Numbers.Count(parity.ChangedDecisions)} decisions differ" +
                        (parity.Unsettled == 0 ? "" : $"; but for {Numbers.Count(parity.Unsettled)} within rounding of a tree's threshold"))]
                    : Array.Empty<Row>(),
                Row(
                    "In neither part",
                    Numbers.Count(data.LeftOutQueries),
                    "tied to test queries by group or text" + (data.NearDuplicateQueries == 0
                        ? ""
                        : $"; {Numbers.Count(data.NearDuplicateQueries)} of them nearly repeat one and were removed from training")),
            ]);
    }

    private static IEnumerable<Row> Battles(BattlesReport battles) =>
    [
        Row(
            "Battles",
            Numbers.Count(battles.Used),
            "learned from beside the training queries, never scored" + (battles.LeftOut == 0
                ? ""
                : $"; {Numbers.Count(battles.LeftOut)} more repeat or nearly repeat a test query and were removed")),
        Row("Battles from", battles.Source, $"content SHA-256 {battles.ContentDigest}"),
        .. battles.Files.Select(file => Row("File", file.Path, $"SHA-256 {file.Sha256}")),
    ];

    private static Row Prices(PriceReport prices) => Row(
        "Prices",
        string.Join(", ", new[] { prices.From, prices.Date, prices.Source }.Where(part => part is not null)),
        prices.Sha256 is { } digest ? $"SHA-256 {digest}" : "");

    private static Row Row(string what, string value, string detail = "") => new([new(what), new(value) { Detail = detail }]);
}
