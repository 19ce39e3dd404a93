namespace Trainer.Replay.Policies;

/// <summary>Always the same model.</summary>
internal sealed class ConstantPolicy(int model) : IReplayPolicy
{
    public int Choose(in Request request) => model;
}
