namespace Trainer.Features.Encoders;

/// <summary>An encoder's file that cannot be used: where, what was found, what is allowed, in one sentence.</summary>
/// <param name="message">The sentence.</param>
/// <param name="inner">The fault underneath, if any.</param>
public sealed class EncoderException(string message, Exception? inner = null) : Exception(message, inner);
