using Trainer.Evaluation.Report;
using Trainer.Export;

namespace Trainer.Reporting.Tables;

/// <summary>The same router in the numbers that other projects publish, to be compared with theirs.</summary>
internal static class ConventionsTable
{
    /// <summary>Null where nothing is defined: a pool without prices.</summary>
    public static Table? Of(IJudged report) => report.Evaluation switch
    {
        { Pair: { } pair } => OfPair(pair),
        { Pool: { } pool } => OfPool(pool),
        _ => null,
    };

    private static Table OfPair(PairMetrics pair)
    {
        var (none, routeLlm, optimal) = (new Cell(Numbers.Missing), pair.RouteLlm, pair.OptimalCpt);
        static Cell Share(double value) => Cell.Of(value, Numbers.Share);
        return new(
            [
                new("Convention"), new("APGR", true), new("CPT 20 %", true), new("CPT 50 %", true), new("CPT 80 %", true),
                new("How it is computed"),
            ],
            [
                new(
                    [
                        new("Exact curve"),
                        Cell.Of(pair.Apgr, Numbers.Quality),
                        Cell.Of(pair.Cpt20, Numbers.Share),
                        Cell.Of(pair.Cpt50, Numbers.Share),
                        Cell.Of(pair.Cpt80, Numbers.Share),
                        new("every threshold that exists; no bins"),
                    ],
                    IsMain: true),
                new([
                    new("RouteLLM, paper"),
                    Cell.Of(pair.PaperApgr, Numbers.Quality),
                    none,
                    none,
                    none,
                    new("mean of the gap recovered at 10, 20, …, 100 % strong calls"),
                ]),
                new(
                [
                    new("RouteLLM, code"),
                    Cell.Of(routeLlm.Apgr, Numbers.Quality),
                    Share(routeLlm.Cpt20),
                    Share(routeLlm.Cpt50),
                    Share(routeLlm.Cpt80),
                    new(routeLlm.Undefined ?? "10 bins of equal count, interpolated"),
                ]),
                new([
                    new("Weights & Biases"), none, none, Share(pair.Wandb.Cpt50), Share(pair.Wandb.Cpt80),
                    new("1,000 bins, the nearest one"),
                ]),
                new([
                    new("Optimal router"),
                    none,
                    Share(optimal[0]),
                    Share(optimal[1]),
                    Share(optimal[2]),
                    new("knows every outcome beforehand; nothing can need fewer strong calls"),
                ]),
            ]);
    }

    private static Table OfPool(PoolMetrics pool) => new(
        [new("AIQ"), new("This router", true), new("Coin between single models", true), new("How it is computed")],
        [
            Row(
                "RouterBench, paper",
                pool.AiqAsPublished,
                pool.ZeroRouterAiqAsPublished,
                "area under the hull of the curve / (greatest − least cost)"),
            Row("RouterBench, code", pool.AiqAsCoded, pool.ZeroRouterAiqAsCoded, "the same area / greatest cost"),
        ]);

    private static Row Row(string convention, Estimate router, Estimate zero, string how) =>
        new([new(convention), Cell.Of(router, Numbers.Quality), Cell.Of(zero, Numbers.Quality), new(how)]);
}
