namespace Trainer.Export;

/// <summary>An answer of a router.</summary>
/// <param name="ModelIndex">Position of the model in <see cref="Labels"/>.</param>
/// <param name="Model">Name of the model to call.</param>
/// <param name="Score">The pair's score, or the chosen model's predicted quality.</param>
public readonly record struct Decision(int ModelIndex, string Model, float Score);
