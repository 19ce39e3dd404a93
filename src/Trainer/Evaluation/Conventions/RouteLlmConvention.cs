namespace Trainer.Evaluation.Conventions;

/// <summary>
/// RouteLLM's numbers as its evaluator computes them: thresholds at the edges of <c>num_results</c> equal-count bins of the scores,
/// strong iff score >= edge but > at the last edge, CPT by linear interpolation of the share over the quality, AUC by trapezoids.
/// Beside <see cref="CostQualityCurve"/>, which is exact, it depends on the number of bins and cannot treat scores with many ties.
/// </summary>
internal static class RouteLlmConvention
{
    public const int DefaultResults = 10;

    public static RouteLlmResult Of(PairOutcomes outcomes, ReadOnlySpan<double> scores, int results = DefaultResults)
    {
        double[] sorted = [.. scores];
        Array.Sort(sorted);
        double[] edges = [.. Enumerable.Range(0, results + 1).Select(i => Quantile.Of(sorted, (double)i / results))];
        for (var i = 1; i <= results; i++)
        {
            if (edges[i] == edges[i - 1])
            {
                return RouteLlmResult.NotDefined(
                    $"Edges {i - 1} and {i} of the {results} quantile bins are the same score: "
                    + "RouteLLM stops on so many ties; use the exact curve.");
            }
        }

        var points = new CurvePoint[results + 1];
        for (var i = 0; i <= results; i++)
        {
            // The last edge counts from above: its point sends nothing to the strong model.
            var threshold = i == results ? Math.BitIncrement(edges[i]) : edges[i];
            var decisions = Decisions.AtThreshold(outcomes, scores, threshold);
            points[results - i] = new(
                threshold, decisions.Chose(PairOutcomes.Strong).Average(), decisions.Quality.Average(), decisions.CostUsd?.Average());
        }

        return Of(points, outcomes.WeakQuality.Average(), outcomes.StrongQuality.Average());
    }

    /// <summary>The metrics of given points, by rising strong share.</summary>
    public static RouteLlmResult Of(IReadOnlyList<CurvePoint> points, double weakQuality, double strongQuality)
    {
        double[] share = [.. points.Select(point => point.StrongShare!.Value)];
        double[] quality = [.. points.Select(point => point.Quality)];
        double auc = 0;
        for (var i = 1; i < share.Length; i++)
        {
            auc += (share[i] - share[i - 1]) * (quality[i] + quality[i - 1]) / 2;
        }

        var width = share[^1] - share[0];
        var gap = strongQuality - weakQuality;
        double Cpt(double pgr) => gap > 0 ? Interpolate(weakQuality + (pgr * gap), quality, share) : double.NaN;
        return new(points, Cpt(0.2), Cpt(0.5), Cpt(0.8), auc, gap > 0 ? (auc - (weakQuality * width)) / (gap * width) : double.NaN, null);
    }

    // RouteLLM calls numpy.interp, which trusts x to rise. Where the curve falls in between, the answer depends on how NumPy searches:
    // the first three segments in turn, then bisection, at first only up to x[9]. The same search gives the same digits.
    private static double Interpolate(double at, double[] x, double[] y)
    {
        var last = x.Length - 1;
        if (at > x[last])
        {
            return y[last];
        }

        if (at < x[0])
        {
            return y[0];
        }

        var right = 1;
        while (right < last && right <= 3 && at >= x[right])
        {
            right++;
        }

        if (right > 3 || at >= x[right])
        {
            var (low, high) = (right > 3 ? 3 : right, x.Length);
            if (x.Length > 10 && at < x[9])
            {
                high = 9;
            }

            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = at >= x[middle] ? (middle + 1, high) : (low, middle);
            }

            right = low;
        }

        var left = right - 1;
        return left == last || x[left] == at ? y[left] : y[left] + ((y[right] - y[left]) / (x[right] - x[left]) * (at - x[left]));
    }
}
