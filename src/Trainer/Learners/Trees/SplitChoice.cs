namespace Trainer.Learners.Trees;

/// <summary>The best split of a node so far.</summary>
/// <param name="Score">Its score; without a place the score that a split has to exceed.</param>
/// <param name="Place">Block · lanes + lane of its column, or -1.</param>
/// <param name="Bin">The last bin that goes left.</param>
internal readonly record struct SplitChoice(double Score, int Place = -1, int Bin = 0);
