namespace Trainer.Training;

/// <summary>Why a training ended.</summary>
internal enum TrainingEnd
{
    /// <summary>All epochs or steps are done.</summary>
    Finished,

    /// <summary>It no longer got better.</summary>
    NoImprovement,

    /// <summary>The loss was no longer a number; the best state from before is kept.</summary>
    Diverged,
}
