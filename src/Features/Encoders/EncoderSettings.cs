namespace Trainer.Features.Encoders;

/// <summary>How an encoder is used; it stands in a bundle, and as <c>encoder.json</c> in the folder of an encoder of one's own.</summary>
public sealed record EncoderSettings
{
    /// <summary>For people.</summary>
    public string Name { get; init; } = "";

    /// <summary>How the vectors of pieces become one.</summary>
    public Pooling Pooling { get; init; } = Pooling.Mean;

    /// <summary>Pieces that the network takes at once, special ones included; from 8.</summary>
    public int MaxTokens { get; init; } = 256;

    /// <summary>Text that is put in front of every prompt, such as "query: "; empty for none.</summary>
    public string QueryPrefix { get; init; } = "";

    /// <summary>Whether vectors are scaled to length 1.</summary>
    public bool Normalize { get; init; } = true;

    /// <summary>What is read of a longer prompt.</summary>
    public LongPrompts LongPrompts { get; init; } = LongPrompts.Cut;
}
