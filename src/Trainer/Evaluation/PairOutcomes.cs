using Trainer.Features.Data;

namespace Trainer.Evaluation;

/// <summary>The outcomes of a weak and a strong model: a pool of two, in this order.</summary>
internal sealed class PairOutcomes
{
    public const int Weak = 0;
    public const int Strong = 1;

    public PairOutcomes(
        double[] weakQuality,
        double[] strongQuality,
        double[]? weakCostUsd = null,
        double[]? strongCostUsd = null,
        int[]? cluster = null,
        int rowsLeftOut = 0)
        : this(new PoolOutcomes(
            [weakQuality, strongQuality],
            weakCostUsd is null || strongCostUsd is null ? null : [weakCostUsd, strongCostUsd],
            cluster,
            rowsLeftOut))
    {
    }

    private PairOutcomes(PoolOutcomes pool) => Pool = pool;

    public PoolOutcomes Pool { get; }

    public int Rows => Pool.Rows;

    public double[] WeakQuality => Pool.Quality[Weak];

    public double[] StrongQuality => Pool.Quality[Strong];

    public double[]? WeakCostUsd => Pool.CostUsd?[Weak];

    public double[]? StrongCostUsd => Pool.CostUsd?[Strong];

    /// <summary>The label of ranking metrics: the strong model's answer was better, not merely the weak one's bad.</summary>
    public bool[] NeedsStrong() => [.. StrongQuality.Zip(WeakQuality, (strong, weak) => strong > weak)];

    /// <summary>
    /// (1 + gain) / 2, what a calibrated score is on average: for right-or-wrong outcomes the strong model's win, with ties as half.
    /// </summary>
    public double[] WinRates() => [.. StrongQuality.Zip(WeakQuality, (strong, weak) => (1 + strong - weak) / 2)];

    public static PairOutcomes From(RoutingTable table, int weakModel, int strongModel) =>
        new(PoolOutcomes.From(table, [weakModel, strongModel]));
}
