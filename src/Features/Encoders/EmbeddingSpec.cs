namespace Trainer.Features.Encoders;

/// <summary>What becomes of embeddings before a learner sees them. Always, they are scaled so that training vectors have length 1 in the
/// root mean square: the scale of n-gram features.</summary>
/// <param name="Centred">Whether the mean of the training vectors is subtracted.</param>
/// <param name="Components">Principal components kept, after centring; 0 to keep all dimensions as they are.</param>
public sealed record EmbeddingSpec(bool Centred = false, int Components = 0);
