namespace Trainer.Training;

/// <summary>
/// Where a training stands, besides its parameters and its optimiser's memory. There is no state of a random generator: the order of an
/// epoch and the noise of a step depend on the seed and their numbers alone.
/// </summary>
internal sealed class TrainingState
{
    /// <summary>Epochs that were finished.</summary>
    public int Epoch { get; set; }

    /// <summary>Batches of the current epoch that were done.</summary>
    public int Batch { get; set; }

    /// <summary>Steps that were made.</summary>
    public long Step { get; set; }

    /// <summary>Sum of the current epoch's losses, each times its batch's size.</summary>
    public double LossSum { get; set; }

    /// <summary>Score of the best epoch.</summary>
    public double BestScore { get; set; } = double.PositiveInfinity;

    /// <summary>Epochs in a row without improvement.</summary>
    public int EpochsWithoutGain { get; set; }

    /// <summary>The parameters that validated best, or null before the first validation.</summary>
    public float[][]? Best { get; set; }
}
