using Trainer.Features;

namespace Trainer.Replay.Policies;

/// <summary>Any model with the same probability; a query's draw depends on the query and the seed, not on the stream.</summary>
internal sealed class RandomPolicy(int models, ulong seed) : IReplayPolicy
{
    private const ulong Stream = 300;

    public int Choose(in Request request) => new SeededRandom(seed ^ request.Key, Stream).Next(models);
}
