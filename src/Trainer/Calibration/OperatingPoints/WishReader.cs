using System.Globalization;
using Trainer.Evaluation;

namespace Trainer.Calibration.OperatingPoints;

/// <summary>
/// From a wish to a setting and what it gives: the one place where wishes are read. All stops of the <see cref="SettingPath"/> are looked
/// at:
/// <list type="bullet">
/// <item>a least quality (quality, qualityOfStrong, pgr): the last stop, towards saving, that reaches it;</item>
/// <item>a largest cost (budget, costShare): the first stop from which on all keep it;</item>
/// <item>a latency: the first stop that keeps it;</item>
/// <item>a strong share: the nearest, of two as near the one with fewer strong calls;</item>
/// <item>an objective: the best, of several the first.</item>
/// </list>
/// The setting's interval is the percentile bootstrap over clusters of the choice itself; a resample in which the wish cannot be had takes
/// the stop that comes nearest to it.
/// </summary>
internal sealed class WishReader(HeldOut data, ulong seed = 42, int resamples = ClusterBootstrap.CurveResamples)
{
    private const double Rounding = 1e-12;

    private readonly int _dearest = Baselines.Dearest(data.Outcomes) ?? (data.IsPair ? PairOutcomes.Strong : -1);

    /// <summary>All wishes from the same resamples.</summary>
    /// <exception cref="UsageException">A wish cannot be had, with the best that can.</exception>
    public IReadOnlyList<WishedPoint> Read(IReadOnlyList<KeyValuePair<string, Wish>> wishes)
    {
        foreach (var (name, wish) in wishes)
        {
            if (Refusal(wish) is { } refusal)
            {
                throw new UsageException(wishes.Count > 1 ? $"operating point '{name}': {refusal}" : refusal);
            }
        }

        var curve = new Curve(data);
        var (quality, costUsd) = (curve.Quality, data.Outcomes.CostUsd is null ? null : curve.CostUsd);
        var dear = _dearest < 0 ? null : curve.Share(_dearest);
        WishedPoint[] points = [.. wishes.Select(wish =>
        {
            var (stop, _) = Choose(wish.Value, curve);
            return new WishedPoint(wish.Key, wish.Value, default, dear?[stop] ?? double.NaN, quality[stop], costUsd?[stop]);
        })];
        var settings = new ClusterBootstrap(data.Outcomes.Cluster, seed).Percentile(
            wishes.Count,
            (weights, values) =>
            {
                curve.Weigh(weights);
                for (var i = 0; i < values.Length; i++)
                {
                    values[i] = data.Path.Setting(Choose(wishes[i].Value, curve).Stop);
                }
            },
            resamples);
        return [.. points.Select((point, i) => point with { Setting = settings[i].ToEstimate(data.Outcomes.Rows) })];
    }

    /// <summary>Why a wish cannot be had from these data, with the best that can; null where it can.</summary>
    public string? Refusal(Wish wish)
    {
        if (wish.Fault() is { } fault)
        {
            return $"the wish {fault}";
        }

        if (!data.IsPair && (wish.StrongShare ?? wish.Pgr) is not null)
        {
            return "a router between several models has no strong share and no gap to recover; it is calibrated by --budget, a cost share, " +
                "a quality, a latency or an objective";
        }

        if (wish.AsksForCosts() && data.Outcomes.CostUsd is null)
        {
            return $"{(wish.Budget is null ? "a wish about costs" : "--budget")} needs the cost of every outcome in the data; these have none";
        }

        if (wish.Latency is not null && data.LatencySeconds is null)
        {
            return "a latency needs the latency of every outcome in the data; these have none";
        }

        if (wish.Pgr is not null && GapRefusal() is { } refusal)
        {
            return refusal;
        }

        var curve = new Curve(data);
        var (stop, isKept) = Choose(wish, curve);
        var way = data.IsPair ? "threshold" : "trade-off";
        return isKept ? null
            : wish.Latency is { } seconds ? Text(
                $"no {way} answers {wish.InTime():0.##%} of queries within {seconds} s; ") +
                Text($"the best that can be had is {curve.InTime(seconds)[stop]:0.##%}")
            : wish.AsksForCosts() ? Text(
                $"even {(data.IsPair ? "without strong calls a query costs" : "the cheapest choices cost")} more than {Limit(wish, curve)} USD") +
                Text($"{(data.IsPair ? "" : " per query")}; the least that can be had is {curve.CostUsd[stop]:0.########}")
            : Text($"no {way} reaches a mean quality of {Target(wish, curve):0.####} on these data; the best that can be had is ") +
                Text($"{curve.Quality[stop]:0.####}, with the {way} {data.Path.Setting(stop):0.####}");
    }

    // What is relative to the gap means nothing where the gap can be 0.
    private string? GapRefusal()
    {
        var means = new ClusterBootstrap(data.Outcomes.Cluster, seed).Means(data.Outcomes.Quality);
        var gap = means.Estimate(values => values[PairOutcomes.Strong] - values[PairOutcomes.Weak]);
        return gap.Low > 0
            ? null
            : Text($"on these data the strong model's quality less the weak one's is {gap.Value:0.####} ({gap.Low:0.####} to {gap.High:0.####}), ") +
                "which cannot be told from 0, so a share of that gap has no meaning";
    }

    private (int Stop, bool IsKept) Choose(Wish wish, Curve curve)
    {
        if (wish.StrongShare is { } share)
        {
            return (Best(Array.ConvertAll(curve.Share(PairOutcomes.Strong), value => -Math.Abs(value - share)), last: true), true);
        }

        if (wish.Objective is { } worth)
        {
            return (Best([.. curve.Quality.Zip(curve.CostUsd, (quality, usd) => quality - (worth * usd))]), true);
        }

        if (wish.Latency is { } seconds)
        {
            var (inTime, wanted) = (curve.InTime(seconds), wish.InTime() - Rounding);
            var first = Array.FindIndex(inTime, value => value >= wanted);
            return first >= 0 ? (first, true) : (Best(inTime), false);
        }

        if (wish.AsksForCosts())
        {
            var (costUsd, limit) = (curve.CostUsd, Limit(wish, curve) * (1 + Rounding));
            var before = Array.FindLastIndex(costUsd, cost => cost > limit);
            return before < costUsd.Length - 1 ? (before + 1, true) : (Best(Array.ConvertAll(costUsd, cost => -cost)), false);
        }

        var (reached, target) = (curve.Quality, Target(wish, curve) - Rounding);
        var last = Array.FindLastIndex(reached, quality => quality >= target);
        return last >= 0 ? (last, true) : (Best(reached), false);
    }

    private static double Limit(Wish wish, Curve curve) => wish.Budget ?? (wish.CostShare!.Value * curve.ModelCostUsd.Max());

    private double Target(Wish wish, Curve curve) => wish switch
    {
        { Quality: { } quality } => quality,
        { QualityOfStrong: { } share } => share * (data.IsPair ? curve.ModelQuality[PairOutcomes.Strong] : curve.ModelQuality.Max()),
        _ => curve.ModelQuality[PairOutcomes.Weak]
            + (wish.Pgr!.Value * (curve.ModelQuality[PairOutcomes.Strong] - curve.ModelQuality[PairOutcomes.Weak])),
    };

    // Values within rounding of each other count as equal.
    private static int Best(double[] values, bool last = false)
    {
        var best = 0;
        for (var stop = 1; stop < values.Length; stop++)
        {
            var gain = values[stop] - values[best];
            best = gain > Rounding || (last && gain >= -Rounding) ? stop : best;
        }

        return best;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>What every stop and every model alone gives, for rows that count some number of times.</summary>
    private sealed class Curve(HeldOut data)
    {
        private readonly Dictionary<int, double[][]> _chose = [];
        private readonly Dictionary<double, double[][]> _inTime = [];
        private int[] _weights = [.. Enumerable.Repeat(1, data.Outcomes.Rows)];

        public double[] Quality => Of(data.Outcomes.Quality);

        public double[] CostUsd => Of(data.Outcomes.CostUsd!);

        public double[] ModelQuality => Alone(data.Outcomes.Quality);

        public double[] ModelCostUsd => Alone(data.Outcomes.CostUsd!);

        public void Weigh(ReadOnlySpan<int> rowWeights) => _weights = rowWeights.ToArray();

        public double[] Share(int model)
        {
            if (!_chose.TryGetValue(model, out var chose))
            {
                chose = [.. data.Models.Select((_, m) => Enumerable.Repeat(m == model ? 1.0 : 0, data.Outcomes.Rows).ToArray())];
                _chose.Add(model, chose);
            }

            return Of(chose);
        }

        public double[] InTime(double seconds)
        {
            if (!_inTime.TryGetValue(seconds, out var inTime))
            {
                inTime = Array.ConvertAll(data.LatencySeconds!, column => Array.ConvertAll(column, latency => latency <= seconds ? 1.0 : 0));
                _inTime.Add(seconds, inTime);
            }

            return Of(inTime);
        }

        private double[] Of(double[][] values)
        {
            var means = new double[data.Path.Stops];
            data.Path.Means(values, _weights, means);
            return means;
        }

        private double[] Alone(double[][] values) => Array.ConvertAll(values, column =>
        {
            double sum = 0, weight = 0;
            for (var row = 0; row < column.Length; row++)
            {
                sum += _weights[row] * column[row];
                weight += _weights[row];
            }

            return sum / weight;
        });
    }
}
