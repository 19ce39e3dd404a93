namespace Trainer.Features.Encoders.Tokenizers.PreTokenizers;

/// <summary>Which words get a mark at their beginning.</summary>
internal enum PrependScheme
{
    /// <summary>All.</summary>
    Always,

    /// <summary>The one that begins where the text begins.</summary>
    First,

    /// <summary>None.</summary>
    Never,
}
