using Trainer.Evaluation;
using Trainer.Evaluation.Report;

namespace Trainer.Regression;

/// <summary>Statistics of two routers' scores, over all operating points.</summary>
internal static class ScoreStatistics
{
    private const string NotKnown = "the scores behind the choices are not known";

    public static ComparedStatistic Apgr(RegressionInput input)
    {
        if (WhyNoSharedPair(input) is { } reason)
        {
            return ComparedStatistic.Inapplicable(reason);
        }

        var (old, now) = (input.Baseline.Scored!, input.Candidate.Scored!);
        var pair = old.Pair();
        double[] gap = [.. pair.StrongQuality.Zip(pair.WeakQuality, (strong, weak) => strong - weak)];
        var interval = new ClusterBootstrap(input.Clusters, 1).Means([gap], ClusterBootstrap.CurveResamples).Estimate(0);
        if (!(interval.Low > 0))
        {
            return ComparedStatistic.Inapplicable(
                "the strong model is not shown to be better than the weak one, so that there is no gap to recover");
        }

        var (first, second) = (new CostQualityCurve(pair, old.Scores[0]), new CostQualityCurve(now.Pair(), now.Scores[0]));
        return new()
        {
            Compute = (weights, _) =>
            {
                first.Weigh(weights);
                second.Weigh(weights);
                return (first.Apgr(), second.Apgr());
            },
        };
    }

    /// <summary>Area under the ROC curve of "the strong model is better"; where queries are independent it is judged by <see
    /// cref="DeLong"/>.</summary>
    public static ComparedStatistic Auc(RegressionInput input)
    {
        if (WhyNoSharedPair(input) is { } reason)
        {
            return ComparedStatistic.Inapplicable(reason);
        }

        var (old, now) = (input.Baseline.Scored!, input.Candidate.Scored!);
        var positive = old.Pair().NeedsStrong();
        if (!positive.Contains(true) || !positive.Contains(false))
        {
            return ComparedStatistic.Inapplicable(
                $"the strong model is better on {(positive.Contains(true) ? "every" : "no")} query, so that there is nothing to rank");
        }

        var (first, second) = (
            new RankAuc(new ScoreOrder(old.Scores[0]), positive), new RankAuc(new ScoreOrder(now.Scores[0]), positive));
        return new() { Compute = (weights, _) => (first.Value(weights), second.Value(weights)) };
    }

    public static ComparedStatistic AreaOverHull(RegressionInput input)
    {
        if (input is not { Baseline.Scored: { } old, Candidate.Scored: { } now })
        {
            return ComparedStatistic.Inapplicable(NotKnown);
        }

        if (!old.Models.Order(StringComparer.Ordinal).SequenceEqual(now.Models.Order(StringComparer.Ordinal), StringComparer.Ordinal))
        {
            return ComparedStatistic.Inapplicable("the routers choose among other models, so that there are two hulls");
        }

        if (old.Outcomes.CostUsd is null || now.Outcomes.CostUsd is null)
        {
            return ComparedStatistic.Inapplicable("prices are unknown");
        }

        if (old.IsCascade || now.IsCascade)
        {
            return ComparedStatistic.Inapplicable("a cascade pays for other calls than a single model");
        }

        var hull = new AreaOverHull(old.Outcomes);
        var (first, second) = (Curve(old), Curve(now));
        return new() { Compute = (weights, _) => (hull.Value(first(weights), weights), hull.Value(second(weights), weights)) };
    }

    public static ComparedStatistic CalibrationError(RegressionInput input)
    {
        if (input is not { Baseline.Scored: { } old, Candidate.Scored: { } now })
        {
            return ComparedStatistic.Inapplicable(NotKnown);
        }

        if (old.IsPair != now.IsPair)
        {
            return ComparedStatistic.Inapplicable(
                "one router scores a pair and the other a pool, which are calibrated to different things");
        }

        var (first, second) = (Measures(old), Measures(now));
        if (first is null || second is null)
        {
            return ComparedStatistic.Inapplicable("scores or qualities are not in [0, 1]");
        }

        return new()
        {
            Compute = (weights, isResample) => (
                first.DebiasedError(Repeated(weights, old), isResample), second.DebiasedError(Repeated(weights, now), isResample)),
        };
    }

    // A pool has a prediction for each model, model by model.
    private static int[] Repeated(ReadOnlySpan<int> weights, ScoredQueries scored)
    {
        var times = scored.IsPair ? 1 : scored.Outcomes.Models;
        var all = new int[weights.Length * times];
        for (var i = 0; i < times; i++)
        {
            weights.CopyTo(all.AsSpan(i * weights.Length));
        }

        return all;
    }

    private static CalibrationMeasures? Measures(ScoredQueries scored)
    {
        double[] predicted = [.. scored.Scores.Take(scored.IsPair ? 1 : scored.Outcomes.Models).SelectMany(column => column)];
        double[] target = scored.IsPair ? scored.Pair().WinRates() : [.. scored.Outcomes.Quality.SelectMany(column => column)];
        return CalibrationReport.AreProbabilities(predicted.Concat(target)) ? new(predicted, target) : null;
    }

    private static Func<ReadOnlySpan<int>, CostQuality[]> Curve(ScoredQueries scored)
    {
        if (scored.IsPair)
        {
            var pair = new CostQualityCurve(scored.Pair(), scored.Scores[0]);
            var plane = new CostQuality[pair.Points];
            return weights =>
            {
                pair.Weigh(weights);
                pair.Plane(plane);
                return plane;
            };
        }

        var pool = new PoolCurve(scored.Outcomes, new PoolScores(scored.Scores[..scored.Outcomes.Models], scored.ExpectedCostUsd!));
        return weights =>
        {
            pool.Weigh(weights);
            return pool.Plane();
        };
    }

    private static string? WhyNoSharedPair(RegressionInput input) => input switch
    {
        { Baseline.Scored: null } or { Candidate.Scored: null } => NotKnown,
        { Baseline.Scored.IsPair: false } or { Candidate.Scored.IsPair: false } =>
            "it is defined for two routers between a weak and a strong model",
        _ => input.Baseline.Scored.Models.SequenceEqual(input.Candidate.Scored.Models, StringComparer.Ordinal)
            ? null
            : "the routers choose between other models",
    };
}
