namespace Trainer.Features.Data.Audit;

/// <summary>Two prompts that say nearly or exactly the same.</summary>
/// <param name="First">Row of the one.</param>
/// <param name="Second">Row of the other.</param>
/// <param name="Similarity">Jaccard similarity of their sets of three-word shingles, or cosine of their vectors.</param>
public readonly record struct NearDuplicatePair(int First, int Second, double Similarity);
