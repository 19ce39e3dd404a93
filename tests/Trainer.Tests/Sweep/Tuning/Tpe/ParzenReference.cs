using Trainer.Learners.Settings;

namespace Trainer.Tests.Sweep.Tuning.Tpe;

/// <summary>The density of a Parzen mixture, slowly: from the domains' own bounds, by numerical integration, in logarithms.</summary>
internal static class ParzenReference
{
    private const int Steps = 4000;

    public static double Density(Domain[] domains, double[][] points, double[] at)
    {
        var n = points.Length;
        var logs = new List<double>();
        double total = 0;
        for (var k = 0; k <= n; k++)
        {
            var age = n - k; // 0 for the prior, 1 for the newest point
            var weight = age <= 25 ? 1 : n == 26 ? 1.0 / n : (1.0 / n) + ((n - 1.0) / n * k / (n - 26));
            total += weight;
            var log = Math.Log(weight);
            for (var d = 0; d < domains.Length; d++)
            {
                log += Math.Log(Kernel(domains[d], [.. points.Select(point => point[d])], k, at[d]));
            }

            logs.Add(log);
        }

        var largest = logs.Max();
        return Math.Exp(largest) * logs.Sum(log => Math.Exp(log - largest)) / total;
    }

    private static double Kernel(Domain domain, double[] observed, int k, double value)
    {
        var n = observed.Length;
        if (domain is ChoiceDomain choice)
        {
            var counts = Enumerable.Range(0, choice.Values.Count)
                .Select(c => (1.0 / (n + 1)) + (k < n && observed[k] == c ? 1 : 0)).ToArray();
            return counts[(int)value] / counts.Sum();
        }

        // In the domain's own units, logarithms where it says so.
        var (isLog, half, first, last) = domain switch
        {
            RealDomain real => (real.IsLog, 0.0, real.Low, real.High),
            IntegerDomain whole => (whole.IsLog, 0.5, (double)whole.Low, (double)whole.High),
            _ => throw new ArgumentException("no such domain"),
        };
        double Scale(double x) => isLog ? Math.Log(x) : x;
        var (low, high) = (Scale(first - half), Scale(last + half));
        var range = high - low;
        double[] centres = [.. observed.Select(Scale), (low + high) / 2];
        var width = range;
        if (k < n)
        {
            var others = centres.Where((_, i) => i != k).ToArray();
            var below = centres.Where((centre, i) => centre < centres[k] || (centre == centres[k] && i < k)).ToArray();
            var above = centres.Where((centre, i) => centre > centres[k] || (centre == centres[k] && i > k)).ToArray();
            Assert.AreEqual(others.Length, below.Length + above.Length);
            width = Math.Max(
                below.Length > 0 ? centres[k] - below.Max() : 0,
                above.Length > 0 ? above.Min() - centres[k] : 0);
            width = Math.Min(range, Math.Max(width, range / Math.Min(100, n + 2)));
        }

        double Bell(double x) => Math.Exp(-0.5 * Math.Pow((x - centres[k]) / width, 2));
        var all = Integral(Bell, low, high);
        return half == 0
            ? Bell(Scale(value)) / all * range
            : Integral(Bell, Scale(value - half), Scale(value + half)) / all;
    }

    // Simpson's rule.
    private static double Integral(Func<double, double> f, double low, double high)
    {
        var h = (high - low) / Steps;
        return h / 3 * Enumerable.Range(0, Steps + 1).Sum(i => f(low + (i * h)) * (i is 0 or Steps ? 1 : i % 2 == 1 ? 4 : 2));
    }
}
