namespace Trainer.Evaluation;

internal sealed record EvaluationOptions
{
    /// <summary>Names by model index; empty: model 0, model 1, ...</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>The domain of each row, null where unknown; empty: no table of domains.</summary>
    public IReadOnlyList<string?> Domains { get; init; } = [];

    /// <summary>Further models that the router is compared with.</summary>
    public IReadOnlyList<SingleModel> OtherModels { get; init; } = [];

    /// <summary>
    /// The weak and the strong model that a pair's losses, savings and IBC lift are counted from, where these are not the pair itself but
    /// models of <see cref="OtherModels"/>: their positions in the pair followed by these.
    /// </summary>
    public (int Weak, int Strong) Base { get; init; } = (PairOutcomes.Weak, PairOutcomes.Strong);

    /// <summary>Seed of the resamples; results that share it are paired.</summary>
    public ulong Seed { get; init; } = 42;

    public int CurveResamples { get; init; } = ClusterBootstrap.CurveResamples;

    public int MeanResamples { get; init; } = ClusterBootstrap.MeanResamples;
}
