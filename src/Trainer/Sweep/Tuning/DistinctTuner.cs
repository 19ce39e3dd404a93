using Trainer.Features;
using Trainer.Sweep.Space;

namespace Trainer.Sweep.Tuning;

/// <summary>
/// Asks a tuner again, under other seeds, while it proposes what the history has already; then draws at random. Only where that finds
/// nothing new either, which in all but tiny spaces means that nothing is left, does a point come twice.
/// </summary>
/// <param name="space">The space.</param>
/// <param name="seed">The study's seed.</param>
/// <param name="make">The tuner of a seed; what it puts into its origins must be enough for one of another seed.</param>
internal sealed class DistinctTuner(SearchSpace space, ulong seed, Func<ulong, ITuner> make) : ITuner
{
    private const int MostAgain = 15;
    private const int MostDraws = 500;

    // Streams of the seeds that are asked after the first.
    private const ulong Again = 0xA6A1_0000_0000_0000;

    private readonly ITuner _first = make(seed);

    public Proposal Propose(int number, IReadOnlyList<Observation> history)
    {
        var known = history.Select(trial => trial.Proposal.Point).ToHashSet();
        var first = _first.Propose(number, history);
        var proposal = first;
        for (var again = 1; known.Contains(proposal.Point) && again <= MostAgain; again++)
        {
            proposal = make(new SeededRandom(seed, Again + (ulong)again).NextUInt64()).Propose(number, history);
        }

        var random = new SeededRandom(seed, Again - (ulong)number);
        for (var draw = 0; known.Contains(proposal.Point) && draw < MostDraws; draw++)
        {
            proposal = new Proposal(space.Draw(random), "random");
        }

        return known.Contains(proposal.Point) ? first : proposal;
    }
}
