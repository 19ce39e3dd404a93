using Trainer.Features;
using Trainer.Sweep.Space;

namespace Trainer.Sweep.Tuning.Sobol;

/// <summary>
/// Quasi-random search: after the learners' cheap starts, the points of a scrambled Sobol sequence. Dimension i of the space reads
/// coordinate i, whether it exists at the point or not, so that the others do not depend on it.
/// </summary>
internal sealed class SobolTuner(SearchSpace space, ulong seed) : ITuner
{
    public Proposal Propose(int number, IReadOnlyList<Observation> history)
    {
        if (number < space.Learners)
        {
            return new Proposal(space.Start(number), "start");
        }

        var random = new SeededRandom(seed, (ulong)number + 1); // for dimensions beyond the sequence's
        var index = (uint)(number - space.Learners);
        return new Proposal(
            space.Fill((dimension, _) => space.Dimensions[dimension].Domain.FromUnit(
                dimension < SobolSequence.MaxDimensions ? SobolSequence.Scrambled(index, dimension, seed) : random.NextDouble())),
            "sobol");
    }
}
