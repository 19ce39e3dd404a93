namespace Trainer.Regression;

/// <summary>Slices that are declared before the data are seen.</summary>
internal sealed record SliceOptions
{
    /// <summary>By what queries are sliced.</summary>
    public IReadOnlyList<SliceKey> By { get; init; } = [];

    /// <summary>Lengths in characters at which the bands of <see cref="SliceKey.Length"/> begin, rising.</summary>
    public IReadOnlyList<int> Lengths { get; init; } = [200, 1000];

    /// <summary>Queries below which a slice is not asked.</summary>
    public int MinimumQueries { get; init; } = 20;
}
