using System.Globalization;
using Trainer.Calibration;
using Trainer.Calibration.OperatingPoints;
using Trainer.Configuration;
using Trainer.Reporting;

namespace Trainer.Sweep;

/// <summary>
/// The operating points that a configuration asks for, calibrated on training queries that were scored out of fold; the default one first.
/// </summary>
internal static class OperatingPoints
{
    /// <param name="training">The queries.</param>
    /// <param name="scores">Their calibrated scores, out of fold.</param>
    /// <param name="options">The points that are asked for.</param>
    /// <param name="objectiveTradeoff">Quality per USD of the search's objective, 0 for none.</param>
    /// <param name="refused">Told of each wish that cannot be had from these queries; the point is left out.</param>
    public static IReadOnlyList<CalibratedPoint> Calibrate(
        RoutingProblem training, float[] scores, CalibrationOptions options, double objectiveTradeoff, Action<string>? refused = null)
    {
        var points = training.IsPair ? OfPair(scores, options) : OfPool(training, scores, options, objectiveTradeoff);
        var fallback = training.IsPair ? points[points.Count / 2].Name : points[0].Name;
        var wished = OfWishes(training, scores, options.Points, refused);
        points = [.. points.Where(point => wished.All(own => own.Name != point.Name)), .. wished];
        var name = options.Default.Length > 0 ? options.Default : fallback;
        return points.Any(point => point.Name == name)
            ? [.. points.OrderBy(point => point.Name != name)]
            : throw new UsageException($"'calibration.default' is '{name}'; {NearestName.Hint(name, points.Select(point => point.Name))}");
    }

    /// <summary>The one point of a policy: what it decided itself.</summary>
    public static IReadOnlyList<CalibratedPoint> OfPolicy(RoutingProblem training, float[] scores)
    {
        var costs = Array.ConvertAll(training.MeanCostUsd(), cost => double.IsNaN(cost) ? 0 : cost);
        return training.IsPair
            ? [new("policy", "what the policy says", 0.5, scores.Average(score => score >= 0.5 ? 1.0 : 0), scores.Length)]
            : [new("policy", "what the policy says", 0, PoolBudget.Of(training.Table, scores, costs).MeanCostUsd(0), training.Table.Count)];
    }

    private static IReadOnlyList<CalibratedPoint> OfWishes(
        RoutingProblem training, float[] scores, IReadOnlyDictionary<string, Wish> wishes, Action<string>? refused)
    {
        if (wishes.Count == 0)
        {
            return [];
        }

        var data = HeldOut.Of(training.Table, scores, training.MeanCostUsd(), training.IsPair);
        var reader = new WishReader(data);
        var kept = new List<KeyValuePair<string, Wish>>();
        foreach (var wish in wishes.OrderBy(wish => wish.Key, StringComparer.Ordinal))
        {
            if (reader.Refusal(wish.Value) is { } refusal)
            {
                refused?.Invoke($"the operating point '{wish.Key}' is left out: {refusal}");
            }
            else
            {
                kept.Add(wish);
            }
        }

        return kept.Count == 0 ? [] : [.. reader.Read(kept).Select(point => new CalibratedPoint(
            point.Name,
            point.Wish.Words(training.IsPair),
            point.Setting.Value,
            training.IsPair ? point.DearShare : point.CostUsd ?? double.NaN,
            point.Setting.N,
            point.Setting))];
    }

    private static List<CalibratedPoint> OfPair(float[] scores, CalibrationOptions options) =>
    [
        .. options.StrongShares.DefaultIfEmpty(0.5).Distinct().Order().Select(share =>
        {
            var (threshold, achieved) = OperatingPointCalibration.Threshold(scores, share);
            return new CalibratedPoint(
                Percent("strong", share),
                string.Create(CultureInfo.InvariantCulture, $"{share:0.##%} of queries to the strong model"),
                threshold,
                achieved,
                scores.Length);
        }),
    ];

    private static List<CalibratedPoint> OfPool(
        RoutingProblem training, float[] scores, CalibrationOptions options, double objectiveTradeoff)
    {
        var costs = Array.ConvertAll(training.MeanCostUsd(), cost => double.IsNaN(cost) ? 0 : cost);
        var budget = PoolBudget.Of(training.Table, scores, costs);
        CalibratedPoint At(string name, string wanted, double tradeoff) =>
            new(name, wanted, tradeoff, budget.MeanCostUsd(tradeoff), training.Table.Count);

        var points = new List<CalibratedPoint>();
        if (objectiveTradeoff > 0)
        {
            points.Add(At(
                "objective",
                string.Create(CultureInfo.InvariantCulture, $"the best quality − {objectiveTradeoff:0.###} per USD"),
                objectiveTradeoff));
        }

        points.Add(At("quality", "the best quality, whatever it costs", 0));
        foreach (var share in costs.Max() > 0 ? options.CostShares.Distinct().Order() : Enumerable.Empty<double>())
        {
            if (budget.Tradeoff(share * costs.Max()) is { } tradeoff)
            {
                points.Add(At(
                    Percent("cost", share),
                    string.Create(CultureInfo.InvariantCulture, $"at most {share:0.##%} of the dearest model's mean cost"),
                    tradeoff));
            }
        }

        return points;
    }

    private static string Percent(string prefix, double share) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}-{100 * share:0.##}");
}
