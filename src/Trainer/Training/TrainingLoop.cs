using System.Globalization;
using Trainer.Features;
using Trainer.Training.Optimisation;

namespace Trainer.Training;

/// <summary>
/// Mini-batch training with early stopping. Everything follows from the seed, whether the training ran in one go or was cut off and
/// resumed.
/// </summary>
internal static class TrainingLoop
{
    // Streams of the seed; odd and even keep orders and keys apart.
    private const ulong OrderStream = 0x0E;
    private const ulong KeyStream = 0x1F;

    /// <summary>Trains a task's parameters; they end as those that validated best, or without validation as the last ones.</summary>
    /// <param name="task">What is trained.</param>
    /// <param name="optimizer">A new optimiser of the task's parameters.</param>
    /// <param name="options">How long and in what steps.</param>
    /// <param name="seed">Decides orders, noise and dropout.</param>
    /// <param name="cancellation">Looked at before every step; what the last checkpoint holds stays on disk.</param>
    /// <param name="note">Hears in a sentence of a checkpoint that could not be used.</param>
    /// <exception cref="UsageException">The loss was not a number before there was a state to go back to.</exception>
    public static TrainingOutcome Run(
        ITrainingTask task,
        IOptimizer optimizer,
        TrainingOptions options,
        ulong seed,
        CancellationToken cancellation,
        Action<string>? note = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(task.Count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.BatchSize);
        var state = new TrainingState();
        var checkpoint = options.CheckpointPath is { } path ? new TrainingCheckpoint(path, task, optimizer, options, seed) : null;
        if (checkpoint?.Restore(state) is { } problem)
        {
            note?.Invoke(problem);
        }

        var order = new int[task.Count];
        var end = TrainingEnd.Finished;
        while (end == TrainingEnd.Finished && state.Epoch < options.Epochs && state.Step < options.MaxSteps)
        {
            end = HasGivenUp(state, options)
                ? TrainingEnd.NoImprovement
                : Epoch(task, optimizer, options, seed, state, order, checkpoint, cancellation);
        }

        if (end == TrainingEnd.Finished && HasGivenUp(state, options))
        {
            end = TrainingEnd.NoImprovement;
        }

        if (state.Best is { } best)
        {
            for (var i = 0; i < best.Length; i++)
            {
                best[i].CopyTo(task.Parameters[i].Values, 0);
            }
        }
        else if (end == TrainingEnd.Diverged || !task.Parameters.AreFinite())
        {
            throw new UsageException(string.Create(
                CultureInfo.InvariantCulture,
                $"training diverged: at step {state.Step} the loss or a parameter was no longer a number, with a learning rate of " +
                $"{options.Rate.Peak}; take a lower one, or look for very large values among the features"));
        }

        checkpoint?.Delete();
        return new TrainingOutcome(end, state.Epoch, state.Step, state.BestScore);
    }

    private static bool HasGivenUp(TrainingState state, TrainingOptions options) =>
        options.Patience > 0 && state.EpochsWithoutGain >= options.Patience;

    private static TrainingEnd Epoch(
        ITrainingTask task,
        IOptimizer optimizer,
        TrainingOptions options,
        ulong seed,
        TrainingState state,
        int[] order,
        TrainingCheckpoint? checkpoint,
        CancellationToken cancellation)
    {
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        task.Order(order, options.BatchSize, new SeededRandom(seed, OrderStream + ((ulong)state.Epoch << 8)));
        for (var from = (long)state.Batch * options.BatchSize; from < order.Length; from = (long)state.Batch * options.BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            if (state.Step >= options.MaxSteps)
            {
                return TrainingEnd.Finished;
            }

            var rows = order.AsSpan((int)from, Math.Min(options.BatchSize, order.Length - (int)from));
            var loss = task.Step(rows, new SeededRandom(seed, KeyStream + ((ulong)state.Step << 8)).NextUInt64());
            if (!double.IsFinite(loss))
            {
                return TrainingEnd.Diverged;
            }

            if (double.IsFinite(options.ClipNorm))
            {
                GradientNorm.Clip(task.Parameters, options.ClipNorm);
            }

            optimizer.Step(options.Rate.At(state.Step));
            state.Step++;
            state.Batch++;
            state.LossSum += loss * rows.Length;
            if (checkpoint is not null && state.Step % options.CheckpointSteps == 0)
            {
                checkpoint.Save(state);
            }
        }

        EndEpoch(task, options, state);
        return TrainingEnd.Finished;
    }

    private static void EndEpoch(ITrainingTask task, TrainingOptions options, TrainingState state)
    {
        var validated = task.Validate();
        var score = validated ?? (state.LossSum / task.Count);
        state.EpochsWithoutGain = score < state.BestScore - options.Tolerance ? 0 : state.EpochsWithoutGain + 1;
        if (score < state.BestScore)
        {
            state.BestScore = score;
            if (validated is not null)
            {
                state.Best ??= [.. task.Parameters.Select(parameter => new float[parameter.Values.Length])];
                for (var i = 0; i < state.Best.Length; i++)
                {
                    task.Parameters[i].Values.CopyTo(state.Best[i], 0);
                }
            }
        }

        (state.Epoch, state.Batch, state.LossSum) = (state.Epoch + 1, 0, 0);
    }
}
