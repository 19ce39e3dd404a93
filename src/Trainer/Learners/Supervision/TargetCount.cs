using System.Globalization;

namespace Trainer.Learners.Supervision;

/// <summary>How many rows a target yields on a training set.</summary>
/// <param name="Target">What is taught.</param>
/// <param name="Rows">Queries, or comparisons of two models, that have it.</param>
/// <param name="Detail">How they divide.</param>
internal sealed record TargetCount(string Target, int Rows, string Detail)
{
    /// <summary>Every target that the training set yields.</summary>
    public static IReadOnlyList<TargetCount> Of(TrainingSet data)
    {
        var utility = data.Utility;
        var best = Targets.BestModel(utility);
        var (pairs, ties, queries) = Targets.CountPairs([.. utility, .. data.OtherQuality]);
        var counts = new List<TargetCount>
        {
            new("quality", data.Quality.Sum(Observed), "one row per query and model that was run"),
            new("cost", data.CostUsd.Sum(Observed), "one row per query and model of known cost"),
            new("best model", best.Count(m => m >= 0), Shares(best.Where(m => m >= 0).Select(m => data.Models[m]))),
            new("pairs", pairs, Text($"{ties} ties, on {queries} queries")),
        };
        if (data.Quality.Length > 2)
        {
            var ranked = Targets.TopAndLast(utility, 3, 3);
            counts.Add(new("top 3 / last 3", ranked.Count(row => row.Top.Length > 0), "queries on which two models or more were run"));
        }

        if (data.IsPair)
        {
            var needed = Targets.StrongNeeded(data.Quality[0], data.Quality[1]);
            var classes = Targets.FourClasses(data.Quality[0], data.Quality[1]);
            counts.Add(new("strong needed", Observed(needed), Text($"{needed.Count(value => value == 1)} yes")));
            counts.Add(new("gap", Observed(needed), "strong quality - weak quality"));
            counts.Add(new("four classes", classes.Count(c => c is not null), Shares(classes.Where(c => c is not null).Select(c => Words(c!.Value)))));
        }

        return counts;
    }

    private static int Observed(double[] column) => column.Count(value => !double.IsNaN(value));

    private static string Shares(IEnumerable<string> values) => string.Join(", ", values
        .GroupBy(value => value, StringComparer.Ordinal)
        .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => Text($"{group.Key} {group.Count()}")));

    private static string Words(PairClass c) => c switch
    {
        PairClass.StrongBetter => "strong better",
        PairClass.BothFail => "both fail",
        PairClass.BothFine => "both fine",
        _ => "weak better",
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
