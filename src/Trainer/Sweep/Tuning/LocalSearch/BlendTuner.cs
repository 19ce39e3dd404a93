using Trainer.Features;
using Trainer.Sweep.Space;
using Trainer.Sweep.Tuning.Tpe;

namespace Trainer.Sweep.Tuning.LocalSearch;

/// <summary>
/// BlendSearch (Wang et al. 2021, ICLR): one global search, here TPE, and local ones, FLOW2, from its better points; who gets more for
/// its costs proposes. Which local searches there are, and how they stand, follows from the finished trials in order of their numbers,
/// whenever they finished. Simpler than the paper's: the budget is not known, so it does not bound the expected cost; costs are
/// multiplications; a local search has no growing sample; a global proposal is in bounds near anything tried with its learner, not near
/// local points alone, and where it is not the best local search takes its turn.
/// </summary>
internal sealed class BlendTuner(SearchSpace space, ulong seed) : ITuner
{
    private const double Margin = 0.1;

    private readonly TpeTuner _global = new(space, seed);

    public Proposal Propose(int number, IReadOnlyList<Observation> history)
    {
        var (global, locals, converged) = Replay(history);
        var proposal = _global.Propose(number, history);
        Improvements[] all = [global, .. locals.Select(thread => thread.Progress)];
        if (proposal.Origin != "tpe" || locals.Count == 0)
        {
            return proposal;
        }

        var target = all.Max(Value);
        var leastCost = all.Min(progress => progress.CostToImprove(target));
        double Priority(Improvements progress) =>
            Value(progress) + (double.IsNaN(progress.Second) ? 0 : leastCost * progress.Speed / Math.Max(progress.Running, 1));

        var best = locals.Where(thread => thread.HasRoom).MaxBy(thread => Priority(thread.Progress));
        var isGlobal = best is null ||
            (Priority(global) >= Priority(best.Progress) && IsAdmissible(proposal.Point, history, Margin * (converged + 1)));
        return isGlobal ? proposal : best!.Propose(new SeededRandom(seed, ~(ulong)number), history);
    }

    private (Improvements Global, List<FlowThread> Locals, int Converged) Replay(IReadOnlyList<Observation> history)
    {
        var global = new Improvements();
        var locals = new List<FlowThread>();
        var converged = 0;
        foreach (var trial in history)
        {
            var move = FlowMove.Parse(trial.Proposal.Origin);
            if (move is null)
            {
                global.Add(trial);
                if (Improvements.IsBetter(trial, null) && trial.Values[0] > Median([.. locals.Select(thread => Value(thread.Progress))]))
                {
                    locals.Add(new FlowThread(space, trial));
                }
            }
            else
            {
                locals.Find(thread => thread.Start.Number == move.Value.Thread)?.Add(trial, move.Value);
            }

            converged += locals.RemoveAll(thread => thread.IsConverged);
            if (trial.Outcome != TrialOutcome.Pending)
            {
                var covered = locals.Where(thread => locals.Exists(other => other != thread && thread.IsCoveredBy(other))).ToHashSet();
                locals.RemoveAll(covered.Contains);
            }
        }

        return (global, locals, converged);
    }

    // Near what was tried with the learner before; a learner that was not may be tried anywhere.
    private bool IsAdmissible(SearchPoint point, IReadOnlyList<Observation> history, double margin)
    {
        var tried = history.Select(trial => trial.Proposal.Point)
            .Where(other => other[SearchSpace.Learner] == point[SearchSpace.Learner]).ToArray();
        return tried.Length == 0 || Enumerable.Range(0, space.Dimensions.Count).All(place =>
        {
            var domain = space.Dimensions[place].Domain;
            var at = point.Has(place) && domain.IsOrdered ? domain.ToUnit(point[place]) : double.NaN;
            return double.IsNaN(at) ||
                (at >= tried.Min(other => domain.ToUnit(other[place])) - margin &&
                    at <= tried.Max(other => domain.ToUnit(other[place])) + margin);
        });
    }

    private static double Value(Improvements progress) => progress.Best?.Values[0] ?? double.NegativeInfinity;

    private static double Median(double[] values)
    {
        Array.Sort(values);
        var middle = values.Length / 2;
        return values.Length == 0 ? double.NegativeInfinity
            : values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
