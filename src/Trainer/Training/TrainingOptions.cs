using Trainer.Training.Optimisation;

namespace Trainer.Training;

/// <summary>How long and in what steps a training goes.</summary>
/// <param name="Rate">Learning rate.</param>
/// <param name="BatchSize">Examples of a step; the last step of an epoch may have fewer.</param>
/// <param name="Epochs">At most so many times through the examples.</param>
internal sealed record TrainingOptions(LearningRate Rate, int BatchSize, int Epochs)
{
    /// <summary>At most so many steps.</summary>
    public long MaxSteps { get; init; } = long.MaxValue;

    /// <summary>
    /// Stops after so many epochs in a row of which none was better than the best one by <see cref="Tolerance"/>; 0 never does. Better is
    /// what validation says, or without one the mean loss of the epoch.
    /// </summary>
    public int Patience { get; init; }

    /// <summary>What an improvement is at least.</summary>
    public double Tolerance { get; init; }

    /// <summary>The gradients' common norm is at most this.</summary>
    public double ClipNorm { get; init; } = double.PositiveInfinity;

    /// <summary>
    /// Where the state is kept so that a training that was cut off goes on as if nothing had happened; null keeps none. It is removed at
    /// the end.
    /// </summary>
    public string? CheckpointPath { get; init; }

    /// <summary>
    /// What tells the data and the model from others of the same size, such as a digest; a checkpoint of another one is not used.
    /// </summary>
    public string CheckpointIdentity { get; init; } = "";

    /// <summary>Steps between two checkpoints.</summary>
    public int CheckpointSteps { get; init; } = 1000;
}
