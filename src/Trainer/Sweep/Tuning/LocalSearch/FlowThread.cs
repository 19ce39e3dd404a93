using Trainer.Features;
using Trainer.Sweep.Space;

namespace Trainer.Sweep.Tuning.LocalSearch;

/// <summary>
/// A local search from one point, FLOW2 (Wu et al. 2021, AAAI, arXiv:2005.01571): a step from the incumbent in a random direction, else
/// the opposite one; what is better is the next incumbent. δ, the length of a step on the unit scale, shrinks by √(K′/K) after 2^d trials
/// without an improvement, K being the trials so far and K′ those at the shrinking before, or at the best trial; after an improvement it
/// grows back by √(K/K′). The state follows from the trials that are added, in order of their numbers.
/// </summary>
internal sealed class FlowThread
{
    private const double StartStep = 0.1;
    private const double LeastStep = 1e-4;
    private const int MostExponent = 9;
    private const int MostWidenings = 40;

    private readonly SearchSpace _space;
    private readonly int[] _dimensions;
    private FlowMove? _last;
    private int _trials;
    private int _trialsAtBest;
    private int _trialsAtShrinking;
    private int _trialsBefore;
    private int _misses;
    private int _outstanding;

    /// <param name="space">The space.</param>
    /// <param name="start">Where it starts; it may be pending.</param>
    public FlowThread(SearchSpace space, Observation start)
    {
        (_space, Start, Incumbent) = (space, start, start);
        var point = start.Proposal.Point;
        _dimensions = [.. Enumerable.Range(0, space.Dimensions.Count)
            .Where(place => place != SearchSpace.Learner && point.Has(place) && space.Dimensions[place].Domain.Count != 1)];
        Step = StartStep * Math.Sqrt(_dimensions.Length);
        Step = Floor > Step ? 2 * Floor : Step;
        Complete(start);
        Progress.Add(start);
    }

    public Observation Start { get; }

    /// <summary>The trial whose point is moved.</summary>
    public Observation Incumbent { get; private set; }

    public Improvements Progress { get; } = new();

    /// <summary>δ.</summary>
    public double Step { get; private set; }

    /// <summary>Whether δ is below what can change anything, and enough was tried with it.</summary>
    public bool IsConverged => _dimensions.Length == 0 || (Step < Floor && _misses >= MissesToShrink - 2);

    /// <summary>Whether another step may be proposed before the results of those that are pending.</summary>
    public bool HasRoom => _outstanding < 2 * _dimensions.Length;

    /// <summary>Trials without improvement after which δ shrinks.</summary>
    private int MissesToShrink => 1 << Math.Min(_dimensions.Length, MostExponent);

    // The distance of the incumbent's neighbouring value where those are nearest, times √d.
    private double Floor
    {
        get
        {
            var least = double.PositiveInfinity;
            foreach (var place in _dimensions)
            {
                var (domain, value) = (_space.Dimensions[place].Domain, Incumbent.Proposal.Point[place]);
                if (domain.IsOrdered && domain.Count is not null)
                {
                    least = Math.Min(least, Math.Abs(domain.ToUnit(value + 1) - domain.ToUnit(value)));
                }
            }

            return double.IsInfinity(least) ? LeastStep : least * Math.Sqrt(_dimensions.Length);
        }
    }

    /// <summary>Takes note of a trial that this search proposed.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="move">What its origin says.</param>
    public void Add(Observation trial, FlowMove move)
    {
        Progress.Add(trial);
        var isOfIncumbent = move.Incumbent == Incumbent.Number;
        if (isOfIncumbent)
        {
            _last = move;
        }

        if (trial.Outcome == TrialOutcome.Pending)
        {
            _outstanding += isOfIncumbent ? 1 : 0;
        }
        else if (!Complete(trial) && isOfIncumbent && ++_misses == MissesToShrink)
        {
            Shrink();
        }
    }

    /// <summary>The next step: where the last one went forward its opposite, unless that leads to what was tried.</summary>
    /// <param name="random">Decides a new direction, and values without order.</param>
    /// <param name="history">All that was tried.</param>
    public Proposal Propose(SeededRandom random, IReadOnlyList<Observation> history)
    {
        if (_last is { IsForward: true } forward)
        {
            var opposite = Propose(forward with { IsForward = false }, random);
            if (!history.Any(trial => trial.Proposal.Point.Equals(opposite.Point)))
            {
                return opposite;
            }
        }

        return Propose(new FlowMove(Start.Number, Incumbent.Number, true, (uint)(random.NextUInt64() >> 32)), random);
    }

    private Proposal Propose(FlowMove move, SeededRandom random)
    {
        var unit = move.UnitVector(_dimensions.Length);
        var from = Incumbent.Proposal.Point;
        var to = from;
        var step = Step;
        for (var i = 0; to.Equals(from) && i < MostWidenings; i++, step += StartStep)
        {
            to = Moved(from, unit, step, random); // a step that coarse values swallow is made longer
        }

        return new Proposal(to, move.ToString());
    }

    /// <summary>Whether another search of the same learner already covers where this one stands, and is better.</summary>
    public bool IsCoveredBy(FlowThread other)
    {
        var (mine, others) = (Incumbent.Proposal.Point, other.Incumbent.Proposal.Point);
        if (mine[SearchSpace.Learner] != others[SearchSpace.Learner] ||
            !(Progress.Best is null || Progress.Best.Values[0] <= other.Progress.Second))
        {
            return false;
        }

        double distance = 0;
        foreach (var place in _dimensions)
        {
            var domain = _space.Dimensions[place].Domain;
            var part = domain.ToUnit(mine[place]) - domain.ToUnit(others[place]);
            distance += domain.IsOrdered ? part * part : part == 0 ? 0 : double.PositiveInfinity;
        }

        return Math.Sqrt(distance) <= other.Step;
    }

    // Whether the trial is the new incumbent.
    private bool Complete(Observation trial)
    {
        if (trial.Outcome == TrialOutcome.Pending)
        {
            return false;
        }

        _trials++;
        if (!Improvements.IsBetter(trial, IsBest(Incumbent) ? Incumbent : null))
        {
            return false;
        }

        (Incumbent, _last, _misses, _outstanding, _trialsAtBest) = (trial, null, 0, 0, _trials);
        if (_trialsAtShrinking > 0)
        {
            Step = Math.Min(Step * Math.Sqrt((double)_trialsAtShrinking / _trialsBefore), Math.Sqrt(_dimensions.Length));
        }

        return true;
    }

    private static bool IsBest(Observation trial) => Improvements.IsBetter(trial, null);

    private void Shrink()
    {
        _misses -= 2; // two more before the next
        if (Step >= Floor)
        {
            _trialsBefore = Math.Max(_trialsAtShrinking > 0 ? _trialsAtShrinking : _trialsAtBest, 1);
            _trialsAtShrinking = _trials;
            Step *= Math.Sqrt((double)_trialsBefore / _trialsAtShrinking);
        }
    }

    // Ordered values move on the unit scale and stop at its ends. A value without order changes, to any other one, where the step would
    // leave its share of the scale.
    private SearchPoint Moved(SearchPoint from, double[] unit, double step, SeededRandom random)
    {
        var values = from.ToArray();
        for (var i = 0; i < unit.Length; i++)
        {
            var (place, domain) = (_dimensions[i], _space.Dimensions[_dimensions[i]].Domain);
            if (domain.IsOrdered)
            {
                values[place] = domain.FromUnit(domain.ToUnit(values[place]) + (step * unit[i]));
            }
            else if (step * Math.Abs(unit[i]) > 0.5 / domain.Count)
            {
                values[place] = (values[place] + 1 + random.Next(domain.Count!.Value - 1)) % domain.Count.Value;
            }
        }

        return new SearchPoint(values);
    }
}
