using Trainer.Features;

namespace Trainer.Training;

/// <summary>What <see cref="TrainingLoop"/> trains: a model, its examples, and what is held out of them.</summary>
internal interface ITrainingTask
{
    /// <summary>What is trained.</summary>
    ParameterSet Parameters { get; }

    /// <summary>Number of training examples.</summary>
    int Count { get; }

    /// <summary>
    /// Computes the gradients of a batch and returns its loss. The same rows and key on the same parameters give the same bits.
    /// </summary>
    /// <param name="rows">Training examples, from 0 to <see cref="Count"/> − 1.</param>
    /// <param name="key">For this step's noise and dropout.</param>
    double Step(ReadOnlySpan<int> rows, ulong key);

    /// <summary>How bad the model is on held-out examples, lower being better; null if nothing was held out.</summary>
    double? Validate();

    /// <summary>Puts 0 … <see cref="Count"/> − 1 into the order of an epoch, which is then cut into batches.</summary>
    void Order(Span<int> rows, int batchSize, SeededRandom random) => random.Shuffle(rows);
}
