namespace Trainer.Evaluation.Conventions;

/// <summary>
/// LLMRouterBench's numbers. Its accuracy is the unweighted mean over data sets, here domains; where no domain is known, the mean over queries.
/// What its description leaves open is fixed here: the gap to the oracle is relative to the oracle; a router's points are its named operating points;
/// distances are Euclidean, on axes scaled to the range of all points, to the nearest point of the front.
/// </summary>
internal static class LlmRouterBenchConvention
{
    /// <summary>Gain@R or Gain@B: (accuracy - reference) / reference, the reference being a uniformly random model or the best single one.</summary>
    public static double Gain(double accuracy, double reference) => (accuracy - reference) / reference;

    /// <summary>Gap@O: (oracle - accuracy) / oracle.</summary>
    public static double Gap(double accuracy, double oracle) => (oracle - accuracy) / oracle;

    /// <summary>PerfGain: the gain of the router's best point over the best single model.</summary>
    public static double PerformanceGain(ReadOnlySpan<CostQuality> points, double bestSingle)
    {
        var best = double.NegativeInfinity;
        foreach (var point in points)
        {
            best = Math.Max(best, point.Quality);
        }

        return Gain(best, bestSingle);
    }

    /// <summary>CostSave: the largest 1 - cost / best single's cost among points that are as good as the best single model; 0 where none is.</summary>
    public static double CostSaving(ReadOnlySpan<CostQuality> points, CostQuality bestSingle)
    {
        var saving = double.NegativeInfinity;
        foreach (var point in points)
        {
            saving = point.Quality >= bestSingle.Quality ? Math.Max(saving, 1 - (point.Cost / bestSingle.Cost)) : saving;
        }

        return double.IsFinite(saving) ? saving : 0;
    }

    /// <summary>ParetoDist: the mean distance of a router's points to the front of all points; 0 where all lie on it.</summary>
    public static double ParetoDistance(ReadOnlySpan<CostQuality> points, ReadOnlySpan<CostQuality> all)
    {
        var (least, most) = (new CostQuality(double.PositiveInfinity, double.PositiveInfinity), new CostQuality(double.NegativeInfinity, double.NegativeInfinity));
        foreach (var point in all)
        {
            least = new(Math.Min(least.Cost, point.Cost), Math.Min(least.Quality, point.Quality));
            most = new(Math.Max(most.Cost, point.Cost), Math.Max(most.Quality, point.Quality));
        }

        var (width, height) = (Range(least.Cost, most.Cost), Range(least.Quality, most.Quality));
        double sum = 0;
        foreach (var point in points)
        {
            var nearest = double.PositiveInfinity;
            foreach (var other in all)
            {
                if (!CostQualityDominance.IsDominated(other, all))
                {
                    var (x, y) = ((point.Cost - other.Cost) / width, (point.Quality - other.Quality) / height);
                    nearest = Math.Min(nearest, Math.Sqrt((x * x) + (y * y)));
                }
            }

            sum += nearest;
        }

        return sum / points.Length;
    }

    private static double Range(double low, double high) => high > low ? high - low : 1;
}
