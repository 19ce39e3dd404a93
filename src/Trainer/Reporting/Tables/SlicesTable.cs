namespace Trainer.Reporting.Tables;

/// <summary>Every router's main operating point, slice by slice.</summary>
internal static class SlicesTable
{
    public static Table Of(ComparisonReport report)
    {
        var costs = report.Slices.Count > 0 && report.Slices[0].CostUsd is not null;
        return new(
            [
                new("Slice"),
                new("n", true),
                .. report.Routers.SelectMany((router, r) => (Column[])
                [
                    new(router.Name, true, "Mean quality at the main operating point."),
                    .. r > 0 ? [new Column("Against the first", true, "Paired difference of quality.")] : Array.Empty<Column>(),
                    .. costs ? [new Column("Cost per 1,000", true)] : Array.Empty<Column>(),
                ]),
                new("Best single model", true, "The model that is best in this slice, known only afterwards."),
            ],
            [
                .. report.Slices.Select(slice => new Row(
                [
                    new(slice.Slice),
                    Cell.Of(slice.Queries),
                    .. report.Routers.SelectMany((_, r) => (Cell[])
                    [
                        Cell.Of(slice.Quality[r], Numbers.Quality) with { Bar = slice.Quality[r] },
                        .. r > 0 ? [Cell.Of(slice.Difference[r], Numbers.Quality)] : Array.Empty<Cell>(),
                        .. costs ? [Cell.Of(Numbers.PerThousand(slice.CostUsd![r]), Numbers.Usd)] : Array.Empty<Cell>(),
                    ]),
                    Cell.Of(slice.BestModelQuality, Numbers.Quality) with
                    {
                        Detail = $"{Numbers.Interval(slice.BestModelQuality, Numbers.Quality)} {slice.BestModel}",
                    },
                ])),
            ]);
    }
}
