namespace Trainer.Features.Text;

/// <summary>Which text features to use; at least one part must be there.</summary>
/// <param name="Words">N-grams of words, or null for none.</param>
/// <param name="Characters">N-grams of characters, or null for none.</param>
/// <param name="Statistics">Whether to add surface statistics: length, shares of character classes, marker words.</param>
public sealed record TextFeatureSpec(NgramWeighting? Words, NgramWeighting? Characters, bool Statistics);
