using Trainer.Evaluation.Report;

namespace Trainer.Reporting.Tables;

/// <summary>The router at each of its settings.</summary>
internal static class OperatingPointsTable
{
    public static Table Of(IJudged report)
    {
        var costs = report.Main.CostUsd is not null;
        var reference = report.ReferenceModel;
        List<Column> columns =
        [
            new("Operating point"),
            .. report.Calibrated.Count == 0 ? [] : new[] { new Column("Asked for", Meaning: "What the setting was calibrated to on training queries.") },
            report.IsPair
                ? new("Threshold", true, "A query whose score is at least this goes to the strong model.")
                : new("Trade-off", true, "Quality that one USD is worth: the model with the largest predicted quality − trade-off " +
                    "× expected cost is chosen."),
            .. OnTraining(report),
            new("Quality", true, "Mean quality of the answers."),
            .. KeepsQuality(report) ? [new Column("Quality kept", true, $"Of always asking {reference}.")] : Array.Empty<Column>(),
        ];
        columns.AddRange(report.IsPair ? [new("Strong share", true, $"Queries sent to {reference}.")] : []);
        columns.AddRange(costs
            ? [
                new("Cost per 1,000", true, "What the chosen models charged for 1,000 queries, in USD."),
                new("Cost saving", true, $"Against always asking {reference}."),
            ]
            : []);
        columns.AddRange(
        [
            new("Quality loss", true, $"What always asking {reference} would be better by; below 0 the router is better."),
            new("Over the hull", true, "Quality above a coin between single models at the same cost."),
            new("Regret", true, Metrics.RegretMeaning(report)),
            new("Top-one", true, Metrics.TopOneMeaning(report)),
            new("n", true, "Test queries behind the row."),
        ]);
        return new(columns, [.. report.Evaluation.OperatingPoints.Select((point, i) => Row(report, point, i == 0))]);
    }

    private static IEnumerable<Column> OnTraining(IJudged report) => report switch
    {
        { Calibrated.Count: 0 } => [],
        { IsPair: true } => [new("On training", true, "Strong share on the training queries, scored out of fold.")],
        { Main.CostUsd: not null } => [new("On training", true, "Cost per 1,000 training queries, scored out of fold.")],
        _ => [],
    };

    private static bool KeepsQuality(IJudged report) => report.Evaluation.OperatingPoints.Any(point => point.QualityKept is not null);

    private static Row Row(IJudged report, OperatingPointReport point, bool isMain)
    {
        var calibrated = report.Calibrated.FirstOrDefault(one => one.Name == point.Name);
        List<Cell> cells =
        [
            new(point.Name) { Detail = isMain ? "main" : "" },
            .. report.Calibrated.Count == 0 ? [] : new[] { new Cell(calibrated?.Wanted ?? Numbers.Missing) },
            Cell.Of(point.Setting, Numbers.Setting),
        ];
        if (OnTraining(report).Any())
        {
            cells.Add(calibrated is null ? new(Numbers.Missing) : Achieved(calibrated, report.IsPair));
        }

        cells.Add(Cell.Of(point.Quality, Numbers.Quality));
        if (KeepsQuality(report))
        {
            cells.Add(point.QualityKept is { } kept ? Cell.Of(kept, Numbers.Share) : new(Numbers.Missing));
        }

        if (report.IsPair)
        {
            cells.Add(Cell.Of(point.Shares[1], Numbers.Share));
        }

        if (point is { CostUsd: { } cost, CostSaving: { } saving })
        {
            cells.AddRange([Cell.Of(Numbers.PerThousand(cost), Numbers.Usd), Cell.Of(saving, Numbers.Share)]);
        }

        cells.AddRange(
        [
            Cell.Of(point.QualityLoss, Numbers.Quality),
            Cell.Of(point.AdvantageOverHull, Numbers.Quality),
            Cell.Of(point.Regret, Numbers.Quality),
            Cell.Of(point.TopOneAccuracy, Numbers.Share),
            Cell.Of(point.Quality.N),
        ]);
        return new(cells, isMain);
    }

    private static Cell Achieved(CalibratedPoint point, bool isPair) =>
        (isPair
            ? Cell.Of(point.AchievedOnTraining, Numbers.Share)
            : Cell.Of(1000 * point.AchievedOnTraining, Numbers.Usd)) with { Detail = $"n = {Numbers.Count(point.N)}" };
}
