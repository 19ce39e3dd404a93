namespace Trainer.Export;

/// <summary>What a router decides between.</summary>
public enum RoutingTask
{
    /// <summary>A weak and a strong model; one score, the strong model's expected advantage.</summary>
    Pair,

    /// <summary>Several models; one predicted quality each.</summary>
    Pool,
}
