using Trainer.Features;
using Trainer.Sweep.Space;

namespace Trainer.Sweep.Tuning.Tpe;

/// <summary>
/// The tree-structured Parzen estimator (Bergstra et al. 2011, NIPS 24), multivariate: after the learners' cheap starts and some random
/// points, the history is split into good trials and the rest, each becomes a density, and of 24 points drawn from the good one's that is
/// proposed where the ratio of the densities is largest. Dimensions that exist together are one density; those of a learner that is not
/// chosen are left out.
/// </summary>
internal sealed class TpeTuner(SearchSpace space, ulong seed) : ITuner
{
    /// <summary>Trials with values that it takes before the densities decide.</summary>
    public const int StartUp = 10;

    /// <summary>Points that are drawn to choose from.</summary>
    public const int Candidates = 24;

    private readonly int[][] _groups = [.. GroupsOf(space)];

    public Proposal Propose(int number, IReadOnlyList<Observation> history)
    {
        if (number < space.Learners)
        {
            return new Proposal(space.Start(number), "start");
        }

        if (history.Count(TrialSplit.IsKnown) < StartUp)
        {
            return new Proposal(space.Draw(new SeededRandom(seed, (ulong)number + 1)), "random");
        }

        var split = TrialSplit.Of(history);
        var values = new double[space.Dimensions.Count];
        Array.Fill(values, double.NaN);
        foreach (var group in _groups.Where(group => space.Exists(group[0], values)))
        {
            var chosen = Choose(
                Mixture(group, split.Good), Mixture(group, split.Bad), new SeededRandom(seed, ((ulong)group[0] << 32) + (ulong)number + 1));
            for (var i = 0; i < group.Length; i++)
            {
                values[group[i]] = chosen[i];
            }
        }

        return new Proposal(new SearchPoint(values), "tpe");
    }

    /// <summary>Of points drawn from the good mixture the one where it is largest beside the other; the first of equals.</summary>
    public static double[] Choose(ParzenMixture good, ParzenMixture bad, SeededRandom random) =>
        Enumerable.Range(0, Candidates).Select(_ => good.Draw(random)).ToArray()
            .MaxBy(point => Math.Log(good.Density(point)) - Math.Log(bad.Density(point)))!;

    /// <summary>Places of dimensions that exist at the same points, each part in order of its places.</summary>
    public static IEnumerable<int[]> GroupsOf(SearchSpace space) => Enumerable.Range(0, space.Dimensions.Count)
        .GroupBy(place => space.Dimensions[place].When is { } when && when.Values.Count < space.Dimensions[when.Dimension].Domain.Count
            ? $"{when.Dimension}: {string.Join(',', when.Values.Order())}"
            : "")
        .Select(group => group.ToArray());

    private ParzenMixture Mixture(int[] group, IReadOnlyList<Observation> trials) => new(
        [.. group.Select(place => space.Dimensions[place].Domain)],
        [.. trials.Select(trial => trial.Proposal.Point).Where(point => point.Has(group[0]))
            .Select(point => Array.ConvertAll(group, place => point[place]))]);
}
