namespace Trainer.Sweep;

/// <summary>Why a search ended.</summary>
internal enum StudyEnd
{
    /// <summary>All trials are done.</summary>
    Complete,

    /// <summary>The time was up.</summary>
    TimeUp,

    /// <summary>Somebody asked for it.</summary>
    Interrupted,
}
