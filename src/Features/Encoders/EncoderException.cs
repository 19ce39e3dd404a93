namespace Trainer.Features.Encoders;

/// <summary>An encoder cannot be used as it is; the message says where, what was found and what to do.</summary>
public sealed class EncoderException(string message, Exception? inner = null) : Exception(message, inner);
