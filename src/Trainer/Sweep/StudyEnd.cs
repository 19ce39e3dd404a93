namespace Trainer.Sweep;

/// <summary>Why a search ended.</summary>
internal enum StudyEnd
{
    /// <summary>All trials are done.</summary>
    Complete,

    /// <summary>So many proposals in a row repeated earlier ones that the space has nothing new.</summary>
    Exhausted,

    /// <summary>The time was up.</summary>
    TimeUp,

    /// <summary>Somebody asked for it.</summary>
    Interrupted,
}
