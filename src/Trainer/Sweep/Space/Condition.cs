namespace Trainer.Sweep.Space;

/// <summary>A dimension exists only where an earlier one has one of some values.</summary>
/// <param name="Dimension">Place of the earlier dimension.</param>
/// <param name="Values">Its values that allow this one.</param>
internal sealed record Condition(int Dimension, IReadOnlyList<int> Values);
