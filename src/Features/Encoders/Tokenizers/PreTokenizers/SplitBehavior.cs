namespace Trainer.Features.Encoders.Tokenizers.PreTokenizers;

/// <summary>What becomes of the matches that text is cut at.</summary>
internal enum SplitBehavior
{
    /// <summary>They are dropped.</summary>
    Removed,

    /// <summary>Each is a word.</summary>
    Isolated,

    /// <summary>Each ends the word before it.</summary>
    MergedWithPrevious,

    /// <summary>Each begins the word behind it.</summary>
    MergedWithNext,

    /// <summary>Those that follow each other are one word.</summary>
    Contiguous,
}
