using Trainer.Features;
using Trainer.Sweep.Space;

namespace Trainer.Sweep.Tuning.LocalSearch;

/// <summary>
/// Cost-frugal search (Wu et al. 2021; Wang et al. 2021): a local search per learner from its cheap start, the learner chosen with a
/// probability in inverse proportion to what its next improvement is expected to cost. Costs are counted in multiplications where the
/// papers measure seconds, so that they are the same everywhere; there are no growing samples of the rows. A search that has converged
/// starts again near its first start, and farther from it each time.
/// </summary>
internal sealed class CostFrugalTuner(SearchSpace space, ulong seed) : ITuner
{
    private const string Restart = "restart";
    private const double Spread = 0.2;

    public Proposal Propose(int number, IReadOnlyList<Observation> history)
    {
        if (number < space.Learners)
        {
            return new Proposal(space.Start(number), "start");
        }

        var random = new SeededRandom(seed, (ulong)number + 1);
        var threads = new FlowThread[space.Learners];
        var restarts = new int[space.Learners];
        var progress = Array.ConvertAll(threads, _ => new Improvements());
        foreach (var trial in history)
        {
            var learner = (int)trial.Proposal.Point[SearchSpace.Learner];
            progress[learner].Add(trial);
            if (FlowMove.Parse(trial.Proposal.Origin) is { } move)
            {
                if (threads[learner]?.Start.Number == move.Thread)
                {
                    threads[learner].Add(trial, move);
                }
            }
            else if (threads[learner] is null || trial.Proposal.Origin == Restart)
            {
                restarts[learner] += threads[learner] is null ? 0 : 1;
                threads[learner] = new FlowThread(space, trial);
            }
        }

        var target = progress.Max(learner => learner.Best?.Values[0] ?? double.NegativeInfinity);
        double[] odds = [.. threads.Zip(progress, (thread, learner) =>
            thread is null || !HasSettings(thread) || !thread.HasRoom ? 0 : 1 / Math.Max(learner.CostToImprove(target), 1))];
        if (odds.Sum() == 0)
        {
            return new Proposal(space.Draw(random), "random");
        }

        var chosen = threads[Pick(odds, random)]!;
        var family = (int)chosen.Incumbent.Proposal.Point[SearchSpace.Learner];
        return chosen.IsConverged
            ? new Proposal(Near(space.Start(family), Spread * (restarts[family] + 1), random), Restart)
            : chosen.Propose(random, history);
    }

    private bool HasSettings(FlowThread thread) => Enumerable.Range(1, space.Dimensions.Count - 1)
        .Any(place => thread.Start.Proposal.Point.Has(place) && space.Dimensions[place].Domain.Count != 1);

    private static int Pick(double[] odds, SeededRandom random)
    {
        var (chosen, place) = (Array.FindLastIndex(odds, odd => odd > 0), random.NextDouble() * odds.Sum());
        for (var i = 0; i < chosen; i++)
        {
            place -= odds[i];
            if (place < 0)
            {
                return i;
            }
        }

        return chosen;
    }

    private SearchPoint Near(SearchPoint start, double spread, SeededRandom random) => space.Fill((place, _) =>
    {
        var domain = space.Dimensions[place].Domain;
        return place == SearchSpace.Learner ? start[place]
            : domain.IsOrdered ? domain.FromUnit(domain.ToUnit(start[place]) + (spread * random.NextGaussian()))
            : random.Next(domain.Count!.Value);
    });
}
