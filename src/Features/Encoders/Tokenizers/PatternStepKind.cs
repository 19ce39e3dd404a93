namespace Trainer.Features.Encoders.Tokenizers;

/// <summary>What a <see cref="PatternStep"/> does.</summary>
internal enum PatternStepKind
{
    /// <summary>Takes as many code points of a set as it may, and gives back one at a time.</summary>
    Loop,

    /// <summary>The same, and gives nothing back.</summary>
    PossessiveLoop,

    /// <summary>Goes on, and elsewhere if that fails.</summary>
    Choose,

    /// <summary>Goes elsewhere.</summary>
    Jump,

    /// <summary>Goes on behind the look if what stands between matches here.</summary>
    LookAhead,

    /// <summary>Goes on behind the look if what stands between does not match here.</summary>
    NegativeLookAhead,

    /// <summary>The end of the pattern or of a look.</summary>
    Accept,
}
