namespace Trainer.Features.Encoders;

/// <summary>An encoder of one's own: a folder with <c>model.onnx</c>, <c>tokenizer.json</c> and maybe <c>encoder.json</c>.</summary>
public static class OnnxEncoder
{
    /// <summary>Loads it.</summary>
    /// <exception cref="EncoderException">A file is missing or has a part that is not supported; the message names it.</exception>
    public static Encoder Load(string folder, LongPrompts longPrompts = LongPrompts.Cut) =>
        throw new EncoderException($"{folder}");
}
