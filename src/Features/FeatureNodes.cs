namespace Trainer.Features;

/// <summary>Names of the values of a graph that hold the features; the counterpart of <see cref="FeatureMatrix"/>.</summary>
/// <param name="Sparse">Float [N, sparse columns], or null if there are none.</param>
/// <param name="Dense">Float [N, dense columns], or null if there are none.</param>
public sealed record FeatureNodes(string? Sparse, string? Dense);
