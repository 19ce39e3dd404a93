using Trainer.Features;
using Trainer.Learners.Hybrid;

namespace Trainer.Learners.Supervision;

/// <summary>
/// What learners are taught, derived from outcomes here and nowhere else. Columns are [models][queries]; NaN is an outcome that was not
/// observed, and a query that lacks what a target needs gets none (NaN or -1), never a default.
/// </summary>
internal static class Targets
{
    /// <summary>Index of the model with the highest utility, ties to the first; -1 where none was run.</summary>
    public static int[] BestModel(double[][] utility) => PerQuery(utility, row =>
    {
        var best = -1;
        for (var m = 0; m < utility.Length; m++)
        {
            if (!double.IsNaN(utility[m][row]) && (best < 0 || utility[m][row] > utility[best][row]))
            {
                best = m;
            }
        }

        return best;
    });

    /// <summary>1 for the best model of each query and 0 for the others, [models][queries]; NaN where none was run.</summary>
    public static double[][] Votes(double[][] utility)
    {
        var best = BestModel(utility);
        return [.. utility.Select((_, m) => Array.ConvertAll(best, winner => winner < 0 ? double.NaN : winner == m ? 1.0 : 0.0))];
    }

    /// <summary>1 where the strong model does better than the weak one, else 0; NaN unless both were run.</summary>
    public static double[] StrongNeeded(double[] weak, double[] strong) =>
        [.. Gap(weak, strong).Select(gap => double.IsNaN(gap) ? double.NaN : gap > 0 ? 1 : 0)];

    /// <summary>Strong quality − weak quality; NaN unless both were run.</summary>
    public static double[] Gap(double[] weak, double[] strong) => [.. weak.Zip(strong, (w, s) => s - w)];

    /// <summary>The class of each query; null unless both models were run. A tie at quality 0 counts as both failing.</summary>
    public static PairClass?[] FourClasses(double[] weak, double[] strong) => [.. weak.Zip(strong, (w, s) => (s - w) switch
    {
        double.NaN => default(PairClass?),
        > 0 => PairClass.StrongBetter,
        < 0 => PairClass.WeakBetter,
        _ => w == 0 ? PairClass.BothFail : PairClass.BothFine,
    })];

    /// <summary>
    /// What preference learners are taught: <see cref="Pairs"/> of the candidates by utility, in the order of the training set, and after
    /// them the models that are no candidates, by quality; each query's comparisons weigh as much together as the query does.
    /// </summary>
    public static List<Comparison> Comparisons(TrainingSet data, int maxPerQuery = int.MaxValue, ulong seed = 0) =>
        Weighted(data, Pairs([.. data.Utility, .. data.OtherQuality], maxPerQuery, seed));

    /// <summary>The same of <see cref="BestPairs"/>.</summary>
    public static List<Comparison> BestComparisons(TrainingSet data) =>
        Weighted(data, BestPairs([.. data.Utility, .. data.OtherQuality]));

    /// <summary>
    /// Classes as columns, [groups][queries]: 1 where a query's class is one of the group, else 0; NaN where it has none.
    /// </summary>
    public static double[][] ClassColumns(PairClass?[] classes, params PairClass[][] groups) => Array.ConvertAll(groups, group =>
        Array.ConvertAll(classes, c => c is { } known ? group.Contains(known) ? 1.0 : 0.0 : double.NaN));

    /// <summary>
    /// All comparisons of two models on one query, or a seeded sample of at most <paramref name="maxPerQuery"/> of each query's. Every
    /// query's comparisons weigh 1 together, so that a query on which many models were run counts no more than any other.
    /// </summary>
    public static List<Comparison> Pairs(double[][] utility, int maxPerQuery = int.MaxValue, ulong seed = 0)
    {
        var random = new SeededRandom(seed, 0xC0);
        var all = new List<Comparison>();
        var (ofQuery, run) = (new List<Comparison>(), new List<int>());
        for (var row = 0; row < Count(utility); row++)
        {
            ofQuery.Clear();
            Observed(utility, row, run);
            for (var i = 0; i < run.Count; i++)
            {
                for (var j = i + 1; j < run.Count; j++)
                {
                    ofQuery.Add(Compare(utility, row, run[i], run[j]));
                }
            }

            // The first so many of a partial shuffle.
            var kept = Math.Min(maxPerQuery, ofQuery.Count);
            for (var i = 0; i < kept && kept < ofQuery.Count; i++)
            {
                var j = i + random.Next(ofQuery.Count - i);
                (ofQuery[i], ofQuery[j]) = (ofQuery[j], ofQuery[i]);
            }

            all.AddRange(ofQuery.Take(kept).Select(comparison => comparison with { Weight = 1.0 / kept }));
        }

        return all;
    }

    /// <summary>
    /// Each query's best model, of equals the first, compared with every other model that was run; a query's comparisons weigh 1 together.
    /// </summary>
    public static List<Comparison> BestPairs(double[][] utility)
    {
        var best = BestModel(utility);
        var (all, run) = (new List<Comparison>(), new List<int>());
        for (var row = 0; row < best.Length; row++)
        {
            Observed(utility, row, run);
            all.AddRange(run.Where(m => m != best[row]).Select(m =>
                new Comparison(row, best[row], m, utility[m][row] == utility[best[row]][row], 1.0 / (run.Count - 1))));
        }

        return all;
    }

    /// <summary>A model's quality − the best of the other models'; NaN where it, or all others, were not run.</summary>
    public static double[] GapToTheOthers(double[][] quality, int model) => PerQuery(quality, row =>
    {
        var best = double.NegativeInfinity;
        for (var m = 0; m < quality.Length; m++)
        {
            best = m != model && quality[m][row] > best ? quality[m][row] : best;
        }

        return double.IsNegativeInfinity(best) ? double.NaN : quality[model][row] - best;
    });

    /// <summary>
    /// "Good enough" of gaps, 0 to 1, in HybridLLM's three modes. The tolerance of the transformed one is the first of 50 equal steps from 0
    /// to the largest |gap| that makes 2p(1 − p) largest, p being the share labelled 1.
    /// </summary>
    public static double[] GoodEnough(double[] gaps, HybridLabels labels, double temperature)
    {
        double[] Within(double tolerance) =>
            Array.ConvertAll(gaps, gap => double.IsNaN(gap) ? double.NaN : gap >= -tolerance ? 1.0 : 0.0);
        switch (labels)
        {
            case HybridLabels.Probabilistic:
                return Array.ConvertAll(gaps, gap => 1 / (1 + Math.Exp(-gap / temperature)));
            case HybridLabels.Deterministic:
                return Within(0);
            default:
                var known = gaps.Where(gap => !double.IsNaN(gap)).ToArray();
                var largest = known.Select(Math.Abs).DefaultIfEmpty(0).Max();
                return Within(Enumerable.Range(0, 50).Select(step => largest * step / 49).MaxBy(tolerance =>
                {
                    var p = (double)known.Count(gap => gap >= -tolerance) / Math.Max(1, known.Length);
                    return 2 * p * (1 - p);
                }));
        }
    }

    /// <summary>How many comparisons <see cref="Pairs"/> finds, how many of them are ties, and on how many queries; makes no list.</summary>
    public static (int Pairs, int Ties, int Queries) CountPairs(double[][] utility)
    {
        var (pairs, ties, queries) = (0, 0, 0);
        var run = new List<int>();
        for (var row = 0; row < Count(utility); row++)
        {
            var before = pairs;
            Observed(utility, row, run);
            for (var i = 0; i < run.Count; i++)
            {
                for (var j = i + 1; j < run.Count; j++)
                {
                    pairs++;
                    ties += Compare(utility, row, run[i], run[j]).IsTie ? 1 : 0;
                }
            }

            queries += pairs > before ? 1 : 0;
        }

        return (pairs, ties, queries);
    }

    /// <summary>
    /// Of each query the <paramref name="top"/> best and the <paramref name="last"/> worst models, best first and worst first, without
    /// overlap; ties in the order of the models, or in one that is drawn for each query, so that no model gains by its place. Both are empty
    /// where fewer than two models were run.
    /// </summary>
    public static (int[] Top, int[] Last)[] TopAndLast(
        double[][] utility, int top, int last, SeededRandom? ties = null) => PerQuery<(int[] Top, int[] Last)>(utility, row =>
    {
        int[] models = [.. Enumerable.Range(0, utility.Length).Where(m => !double.IsNaN(utility[m][row]))];
        ties?.Shuffle<int>(models);
        int[] ranked = [.. models.OrderByDescending(m => utility[m][row])];
        if (ranked.Length < 2)
        {
            return ([], []);
        }

        var best = Math.Min(top, ranked.Length - 1);
        var worst = Math.Min(last, ranked.Length - best);
        return (ranked[..best], [.. ranked[^worst..].Reverse()]);
    });

    // Of a battle only two of many models were run.
    private static void Observed(double[][] utility, int row, List<int> run)
    {
        run.Clear();
        for (var m = 0; m < utility.Length; m++)
        {
            if (!double.IsNaN(utility[m][row]))
            {
                run.Add(m);
            }
        }
    }

    private static Comparison Compare(double[][] utility, int row, int a, int b)
    {
        var difference = utility[a][row] - utility[b][row];
        return new Comparison(row, difference >= 0 ? a : b, difference >= 0 ? b : a, difference == 0, 0);
    }

    private static List<Comparison> Weighted(TrainingSet data, List<Comparison> pairs) =>
        [.. pairs.Select(pair => pair with { Weight = pair.Weight * data.RowWeights[pair.Query] })];

    private static int Count(double[][] columns) => columns.Length == 0 ? 0 : columns[0].Length;

    private static T[] PerQuery<T>(double[][] columns, Func<int, T> of) => [.. Enumerable.Range(0, Count(columns)).Select(of)];
}
