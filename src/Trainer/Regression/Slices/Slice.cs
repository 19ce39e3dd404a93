namespace Trainer.Regression.Slices;

/// <summary>Some of the queries.</summary>
/// <param name="Name">As key=value.</param>
/// <param name="Rows">Their rows, rising.</param>
internal sealed record Slice(string Name, int[] Rows);
