namespace Trainer.Features;

/// <summary>How much a finding matters.</summary>
public enum FindingSeverity
{
    /// <summary>Good to know.</summary>
    Info,

    /// <summary>Results will be weaker or less certain than they look.</summary>
    Warning,

    /// <summary>Results will be wrong, or nothing useful can be learned, until it is mended.</summary>
    Error,
}
