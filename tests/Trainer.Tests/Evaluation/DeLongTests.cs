using Trainer.Evaluation;
using Trainer.Features;

namespace Trainer.Tests.Evaluation;

[TestClass]
public sealed class DeLongTests
{
    // Albumin, total protein, K-G score and outcome of DeLong, DeLong and Clarke-Pearson 1988, the 43 patients without missing values.
    private static readonly double[] Patients =
    [
        3.0, 5.8, 10, 0, 3.2, 6.3, 5, 1, 3.9, 6.8, 3, 1, 2.8, 4.8, 6, 0, 3.2, 5.8, 3, 1, 0.9, 4.0, 5, 0, 2.5, 5.7, 8, 0, 1.6, 5.6, 5, 1,
        3.8, 5.7, 5, 1, 3.7, 6.7, 6, 1, 3.2, 5.4, 4, 1, 3.8, 6.6, 6, 1, 4.1, 6.6, 5, 1, 3.6, 5.7, 5, 1, 4.3, 7.0, 4, 1, 3.6, 6.7, 4, 0,
        2.3, 4.4, 6, 1, 4.2, 7.6, 4, 0, 4.0, 6.6, 6, 0, 3.5, 5.8, 6, 1, 3.8, 6.8, 7, 1, 3.0, 4.7, 8, 0, 4.5, 7.4, 5, 1, 3.7, 7.4, 5, 1,
        3.1, 6.6, 6, 1, 4.1, 8.2, 6, 1, 4.3, 7.0, 5, 1, 4.3, 6.5, 4, 1, 3.2, 5.1, 5, 1, 2.6, 4.7, 6, 1, 3.3, 6.8, 6, 0, 1.7, 4.0, 7, 0,
        3.7, 6.1, 5, 1, 3.3, 6.3, 7, 1, 4.2, 7.7, 6, 1, 3.5, 6.2, 5, 1, 2.9, 5.7, 9, 0, 2.1, 4.8, 7, 1, 2.8, 6.2, 8, 0, 4.0, 7.0, 7, 1,
        3.3, 5.7, 6, 1, 3.7, 6.9, 5, 1, 3.6, 6.6, 5, 1,
    ];

    [TestMethod]
    public void Of_PublishedPatients_GivesThePublishedAreasAndErrors()
    {
        double[] Column(int column) => [.. Patients.Where((_, i) => i % 4 == column)];
        bool[] positive = [.. Column(3).Select(outcome => outcome == 1)];
        double[] score = [.. Column(2).Select(value => 10 - value)];
        var protein = DeLong.Of(score, Column(1), positive);
        Assert.AreEqual(0.7258, protein.First, 5e-5);
        Assert.AreEqual(0.6478, protein.Second, 5e-5);
        Assert.AreEqual(0.1028, Math.Sqrt(protein.FirstVariance), 5e-5);
        Assert.AreEqual(0.1000, Math.Sqrt(protein.SecondVariance), 5e-5);
        Assert.AreEqual(-0.0780, protein.Difference.Value, 5e-5);
        Assert.AreEqual(0.1046, protein.Difference.StandardError, 5e-5);
        var albumin = DeLong.Of(score, Column(0), positive);
        Assert.AreEqual(0.7366, albumin.Second, 5e-5);
        Assert.AreEqual(0.0927, Math.Sqrt(albumin.SecondVariance), 5e-5);
        Assert.AreEqual(0.0953, albumin.Difference.StandardError, 5e-5);
    }

    [TestMethod]
    public void Of_ScoresWithTies_EqualsTheSlowDefinition()
    {
        var random = new SeededRandom(5);
        for (var round = 0; round < 50; round++)
        {
            var n = 8 + random.Next(40);
            double[] first = [.. Enumerable.Range(0, n).Select(_ => (double)random.Next(6))];
            double[] second = [.. first.Select(value => value + random.Next(3))];
            bool[] positive = [.. Enumerable.Range(0, n).Select(i => i is 0 or 1 || (i > 3 && random.Next(2) == 0))];
            var fast = DeLong.Of(first, second, positive);
            var (area1, area2, variance1, variance2, covariance) = Slow(first, second, positive);
            Assert.AreEqual(area1, fast.First, 1e-12);
            Assert.AreEqual(area2, fast.Second, 1e-12);
            Assert.AreEqual(variance1, fast.FirstVariance, 1e-12);
            Assert.AreEqual(variance2, fast.SecondVariance, 1e-12);
            Assert.AreEqual(covariance, fast.Covariance, 1e-12);
        }
    }

    [TestMethod]
    public void Of_OneClassOnly_IsUndefined()
    {
        Assert.IsTrue(double.IsNaN(DeLong.Of([1, 2], [1, 2], [true, true]).Difference.Value));
        Assert.ThrowsExactly<ArgumentException>(() => DeLong.Of([1], [1, 2], [true, false]));
    }

    [TestMethod]
    public void Difference_EqualScores_IsCertain()
    {
        var difference = DeLong.Of([1, 2, 3, 4], [1, 2, 3, 4], [false, true, false, true]).Difference;
        Assert.AreEqual((0, 0, 0.5), (difference.Bound(0.025), difference.Bound(0.975), difference.Level(0)));
    }

    // Placements of every row by comparing it with every row of the other class.
    private static (double, double, double, double, double) Slow(double[] first, double[] second, bool[] positive)
    {
        int[] high = [.. Enumerable.Range(0, first.Length).Where(row => positive[row])];
        int[] low = [.. Enumerable.Range(0, first.Length).Where(row => !positive[row])];
        static double Wins(double a, double b) => a > b ? 1 : a == b ? 0.5 : 0;
        double[] Of(double[] s, bool ofHigh) => ofHigh
            ? [.. high.Select(p => low.Average(q => Wins(s[p], s[q])))]
            : [.. low.Select(q => high.Average(p => Wins(s[p], s[q])))];
        static double Covary(double[] a, double[] b) => a.Select((x, i) => (x - a.Average()) * (b[i] - b.Average())).Sum() / (a.Length - 1);
        double Sum(double[] a, double[] b) =>
            (Covary(Of(a, true), Of(b, true)) / high.Length) + (Covary(Of(a, false), Of(b, false)) / low.Length);
        return (Of(first, true).Average(), Of(second, true).Average(), Sum(first, first), Sum(second, second), Sum(first, second));
    }
}
