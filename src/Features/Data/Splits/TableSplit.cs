namespace Trainer.Features.Data.Splits;

/// <summary>
/// Rows of a table divided into two parts that share no group and no text; every list is in <see cref="CanonicalOrder"/>.
/// </summary>
/// <param name="Train">Rows to learn from.</param>
/// <param name="Test">Rows to judge by.</param>
/// <param name="LeftOut">Rows of neither part: not asked for as test, but tied to a test row by group or text.</param>
public sealed record TableSplit(int[] Train, int[] Test, int[] LeftOut);
