namespace Trainer.Replay.Policies;

/// <summary>A rule that chooses models one query after another. It learns of outcomes by feedback alone.</summary>
internal interface IReplayPolicy
{
    /// <summary>The index of the model to ask, among the models of its router.</summary>
    int Choose(in Request request);

    /// <summary>Takes note of an outcome; rules that stay as they are do nothing.</summary>
    void Learn(in Feedback feedback)
    {
    }
}
