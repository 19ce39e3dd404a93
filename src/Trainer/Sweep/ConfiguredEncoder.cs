using Trainer.Configuration;
using Trainer.Features.Encoders;

namespace Trainer.Sweep;

/// <summary>The encoder that a configuration names, and where its vectors are kept.</summary>
internal static class ConfiguredEncoder
{
    /// <exception cref="EncoderException">It cannot be used.</exception>
    /// <exception cref="UsageException">8-bit weights are asked for of an encoder of one's own.</exception>
    public static Encoder Load(EncoderOptions options, LongPrompts longPrompts, bool isQuantised = false) =>
        options.Folder is not { } folder ? DefaultEncoder.Load(longPrompts, isQuantised)
        : isQuantised ? throw new UsageException(
            "':int8' is for the encoder that comes with the program; quantise the network in 'encoder.folder' yourself")
        : OnnxEncoder.Load(folder, longPrompts);

    /// <summary>By default the user's cache folder, as the XDG base directory specification has it.</summary>
    public static string CacheFolder(EncoderOptions options) => options.CacheFolder ?? Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
            ? cache
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "trainer",
        "embeddings");
}
