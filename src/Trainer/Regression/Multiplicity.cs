namespace Trainer.Regression;

/// <summary>P-values of many questions asked at once, corrected so that each may be compared with the level itself. O(n log n).</summary>
internal static class Multiplicity
{
    /// <summary>
    /// Holm's step-down correction (1979, Scand. J. Stat. 6:65): the chance of any false finding is at most the level, whatever the
    /// dependence.
    /// </summary>
    public static double[] Holm(IReadOnlyList<double> p)
    {
        var order = Order(p);
        var adjusted = new double[p.Count];
        double greatest = 0;
        for (var i = 0; i < order.Length; i++)
        {
            greatest = Math.Max(greatest, Math.Min(1, (order.Length - i) * p[order[i]]));
            adjusted[order[i]] = greatest;
        }

        return adjusted;
    }

    /// <summary>
    /// Benjamini and Hochberg's step-up correction (1995, JRSS B 57:289): among what is found at a level, at most that share is expected
    /// to be false. For looking around, not for deciding.
    /// </summary>
    public static double[] BenjaminiHochberg(IReadOnlyList<double> p)
    {
        var order = Order(p);
        var adjusted = new double[p.Count];
        double least = 1;
        for (var i = order.Length - 1; i >= 0; i--)
        {
            least = Math.Min(least, p[order[i]] * order.Length / (i + 1));
            adjusted[order[i]] = least;
        }

        return adjusted;
    }

    private static int[] Order(IReadOnlyList<double> p) =>
        p.Any(double.IsNaN)
            ? throw new ArgumentException("A p-value is not a number; leave out what was not computed.", nameof(p))
            : [.. Enumerable.Range(0, p.Count).OrderBy(i => p[i])];
}
