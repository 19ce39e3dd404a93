using Trainer.Features;
using Trainer.Reporting;
using Trainer.Sweep.Space;

namespace Trainer.Sweep.Selection;

/// <summary>
/// How much each setting matters: the share of the variance of the trials' ranks that lies between its values, one-way and therefore by
/// itself. Ranks (Kruskal and Wallis 1952), so that one trial that went astray does not decide; the share is Kelley's epsilon squared
/// (1935), which takes off what as many groups explain by chance, and beside it stands how often shuffled trials explain as much. A
/// setting is compared among those trials alone that have it, so that a learner's settings say nothing of other learners. Trials that were
/// stopped count with the objective that they had.
/// </summary>
internal static class VarianceExplained
{
    /// <summary>Of fewer trials nothing is said.</summary>
    public const int FewestTrials = 8;

    private const int Shuffles = 499;

    /// <summary>Settings that took several values, by falling share. O(dimensions × trials × (shuffles + log trials)).</summary>
    /// <param name="space">What was searched.</param>
    /// <param name="trials">All trials; repeated ones and those without an objective do not count.</param>
    /// <param name="seed">For the shuffles.</param>
    public static IReadOnlyList<SettingImportance> Of(SearchSpace space, IReadOnlyList<Trial> trials, ulong seed)
    {
        (SearchPoint Point, double Objective)[] known =
        [
            .. trials.Where(trial => trial.SameAs is null && double.IsFinite(trial.Objective))
                .Select(trial => (Point: space.Find(trial.Spec.Features, trial.Spec.Learner), trial.Objective))
                .Where(trial => trial.Point is not null).Select(trial => (trial.Point!, trial.Objective)),
        ];
        var found = new List<SettingImportance>();
        for (var dimension = 0; dimension < space.Dimensions.Count; dimension++)
        {
            var (name, domain) = (space.Dimensions[dimension].Name, space.Dimensions[dimension].Domain);
            var having = Array.FindAll(known, trial => trial.Point.Has(dimension));
            var values = Array.ConvertAll(having, trial => trial.Point[dimension]);
            var groups = domain.IsOrdered ? Bins(values) : Array.ConvertAll(values, value => (int)value);
            var count = groups.Distinct().Count();
            if (having.Length >= FewestTrials && count > 1 && count < having.Length)
            {
                var ranks = Ranks(Array.ConvertAll(having, trial => trial.Objective));
                found.Add(Importance(name, ranks, groups, count, new SeededRandom(seed, (ulong)dimension)));
            }
        }

        return [.. found.OrderByDescending(setting => setting.Share).ThenBy(setting => setting.Chance)];
    }

    private static SettingImportance Importance(string name, double[] ranks, int[] groups, int count, SeededRandom random)
    {
        var between = Between(ranks, groups);
        var total = ranks.Sum(rank => rank * rank);
        var shuffled = (double[])ranks.Clone();
        var asMuch = 1;
        for (var i = 0; i < Shuffles; i++)
        {
            random.Shuffle<double>(shuffled);
            asMuch += Between(shuffled, groups) >= between * (1 - 1e-12) ? 1 : 0;
        }

        var (n, chance) = (ranks.Length, (double)asMuch / (Shuffles + 1));
        var unexplained = total > 0 ? (1 - (between / total)) * (n - 1) / (n - count) : 1;
        return new SettingImportance(name, Math.Clamp(1 - unexplained, 0, 1), n, chance);
    }

    // Of ranks around 0.
    private static double Between(double[] ranks, int[] groups)
    {
        var (sums, sizes) = (new double[groups.Max() + 1], new int[groups.Max() + 1]);
        for (var i = 0; i < ranks.Length; i++)
        {
            sums[groups[i]] += ranks[i];
            sizes[groups[i]]++;
        }

        return sums.Zip(sizes, (sum, size) => size == 0 ? 0 : sum * sum / size).Sum();
    }

    // Two to five groups of about as many trials each; equal values are never parted.
    private static int[] Bins(double[] values)
    {
        var bins = Math.Clamp((int)Math.Sqrt(values.Length / 2.0), 2, 5);
        return Array.ConvertAll(Places(values), place => (int)((place + 0.5) * bins / values.Length));
    }

    private static double[] Ranks(double[] values) => Array.ConvertAll(Places(values), place => place - ((values.Length - 1) / 2.0));

    // In rising order from 0; equal values share the mean of their places.
    private static double[] Places(double[] values)
    {
        var (sorted, order, places) = ((double[])values.Clone(), Enumerable.Range(0, values.Length).ToArray(), new double[values.Length]);
        Array.Sort(sorted, order);
        for (var (start, end) = (0, 0); start < values.Length; start = end)
        {
            while (end < values.Length && sorted[end] == sorted[start])
            {
                end++;
            }

            for (var i = start; i < end; i++)
            {
                places[order[i]] = (start + end - 1) / 2.0;
            }
        }

        return places;
    }
}
