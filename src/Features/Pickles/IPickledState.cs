namespace Trainer.Features.Pickles;

/// <summary>An object of a pickle that a BUILD may complete. It only keeps what it is given, in O(1).</summary>
internal interface IPickledState
{
    /// <summary>Takes the state.</summary>
    /// <param name="state">One argument: the state.</param>
    void SetState(PickleArguments state);
}
