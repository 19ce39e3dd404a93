using Trainer.Features;
using Trainer.Sweep.Space;

namespace Trainer.Sweep.Tuning;

/// <summary>
/// Random search (Bergstra and Bengio 2012, JMLR 13): each trial is drawn from a generator of its own, seeded by the study's seed and the
/// trial's number, and knows nothing of the others. The first trials are the learners' cheap starts.
/// </summary>
internal sealed class RandomTuner(SearchSpace space, ulong seed) : ITuner
{
    public Proposal Propose(int number, IReadOnlyList<Observation> history) => number < space.Learners
        ? new Proposal(space.Start(number), "start")
        : new Proposal(space.Draw(new SeededRandom(seed, (ulong)number + 1)), "random");
}
