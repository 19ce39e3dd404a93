using Trainer.Features;
using Trainer.Learners;
using Trainer.Learners.Svm;

namespace Trainer.Tests.Learners;

[TestClass]
public sealed class SvmTests
{
    [TestMethod]
    [DataRow(0.3, false, 1 << 20)]
    [DataRow(1.0, false, 1 << 20)]
    [DataRow(1.0, true, 1 << 20)]
    [DataRow(10.0, false, 200)] // two rows at a time in the cache
    public void Solve_SmallData_FindsTheMinimumThatProjectedGradientFinds(double c, bool graded, int cacheBytes)
    {
        var (vectors, labels) = Data(90, c, graded);
        var (beta, rho) = SequentialMinimalOptimization.Solve(new KernelRows(vectors, 0.4f, cacheBytes), labels, default);

        var kernel = Kernel(vectors, 0.4);
        var expected = PairwiseDescent(kernel, labels);
        Assert.AreEqual(0, beta.Sum(), 1e-9, "the coefficients add up to 0");
        Assert.AreEqual(Objective(kernel, labels, expected), Objective(kernel, labels, beta), 1e-3);
        var decisions = Multiply(kernel, beta);
        var reference = Multiply(kernel, expected);
        for (var t = 0; t < beta.Length; t++)
        {
            Assert.IsTrue(labels.Sides[t] * beta[t] >= 0 && Math.Abs(beta[t]) <= labels.Bounds[t], "a coefficient is within its box");
            Assert.AreEqual(reference[t], decisions[t], 1e-2);
            var margin = labels.Sides[t] * (decisions[t] - rho);
            if (labels.Bounds[t] > 0)
            {
                Assert.IsTrue(beta[t] != 0 || margin > 1 - 2e-3, "a query without coefficient is beyond its margin");
                Assert.IsTrue(Math.Abs(beta[t]) == labels.Bounds[t] || margin > 1 - 2e-3, "a query within its margin is at its bound");
            }
        }
    }

    [TestMethod]
    public void Row_OfTheKernel_IsTheFormulaWhateverTheCacheHolds()
    {
        var (vectors, _) = Data(100, 1, false);
        var expected = Kernel(vectors, 0.7);
        foreach (var bytes in (long[])[0, 1000, 1 << 20])
        {
            var kernel = new KernelRows(vectors, 0.7f, bytes);
            var random = new SeededRandom(1);
            for (var look = 0; look < 300; look++)
            {
                var row = random.Next(100);
                var found = kernel.Row(row);
                for (var other = 0; other < 100; other++)
                {
                    Assert.AreEqual(expected[row][other], found[other] / (double)KernelRows.One, 1e-5);
                }

                Assert.AreEqual(KernelRows.One, found[row]);
            }
        }
    }

    [TestMethod]
    public void Score_RadialMachines_IsTheSumOverSupportVectors()
    {
        var (vectors, labels) = Data(80, 1, false);
        double[][] quality = [Array.ConvertAll(labels.Sides, _ => 0.5), Array.ConvertAll(labels.Sides, side => side > 0 ? 1.0 : 0.0)];
        var features = new FeatureMatrix(new SparseMatrix(new int[81], [], [], 0), vectors);
        var scores = new SvmLearner(C: 1, Gamma: 2).Fit(new TrainingSet(features, quality, IsPair: true), 1, default).Score(features, []);

        var mean = vectors.Values.ToArray().Average();
        var gamma = 2 / (vectors.ColumnCount * vectors.Values.ToArray().Average(value => (value - mean) * (value - mean)));
        var kernel = Kernel(vectors, gamma);
        var (beta, rho) = SequentialMinimalOptimization.Solve(new KernelRows(vectors, (float)gamma, 1 << 20), labels, default);
        var decisions = Multiply(kernel, beta);
        for (var row = 0; row < 80; row++)
        {
            Assert.AreEqual(decisions[row] - rho, scores[row], 1e-4);
        }
    }

    [TestMethod]
    [DataRow(0.1, false)]
    [DataRow(5.0, true)]
    public void Fit_LinearMachine_FindsTheMinimumThatGradientDescentFinds(double c, bool graded)
    {
        var (vectors, labels) = Data(70, c, graded);
        var features = new FeatureMatrix(new SparseMatrix(new int[71], [], [], 0), vectors);
        var fitted = DualCoordinateDescent.Fit(features, labels, 1, default);
        double[] found = [.. fitted.Weights, fitted.Intercept];
        var expected = PrimalDescent(vectors, labels);
        for (var i = 0; i < found.Length; i++)
        {
            Assert.AreEqual(expected[i], found[i], 1e-2);
        }
    }

    [TestMethod]
    public void Fit_SparseAndDense_AreOneVector()
    {
        var (vectors, labels) = Data(60, 1, false);
        var dense = new FeatureMatrix(new SparseMatrix(new int[61], [], [], 0), vectors);
        var builder = new SparseMatrix.Builder(2);
        for (var row = 0; row < 60; row++)
        {
            builder.Append([0, 1], vectors.Row(row)[..2]);
            builder.EndRow();
        }

        var rest = new float[60];
        for (var row = 0; row < 60; row++)
        {
            rest[row] = vectors.Row(row)[2];
        }

        var one = DualCoordinateDescent.Fit(dense, labels, 1, default);
        var other = DualCoordinateDescent.Fit(new FeatureMatrix(builder.Build(), new DenseMatrix(rest, 60, 1)), labels, 1, default);
        for (var i = 0; i < 3; i++)
        {
            Assert.AreEqual(one.Weights[i], other.Weights[i], 1e-4);
        }
    }

    [TestMethod]
    public void Of_GradedQuality_WeighsByItsDistanceFromOneHalf()
    {
        var set = new TrainingSet(FeatureMatrix.Empty(5), [[1, 0.75, 0.5, 0, double.NaN]], IsPair: false);
        var labels = SvmLabels.Of(set, 2).Single();
        CollectionAssert.AreEqual((double[])[2, 1, 0, 2, 0], labels.Bounds);
        CollectionAssert.AreEqual((float[])[1, 1], labels.Sides[..2]);
        Assert.AreEqual(-1, labels.Sides[3]);
    }

    [TestMethod]
    [DataRow(0.0, 1.0, 10)]
    [DataRow(1.0, double.NaN, 10)]
    [DataRow(1.0, 1.0, 1)]
    public void Fit_SettingsOutOfRange_SayWhatIsAllowed(double c, double gamma, int maxRows)
    {
        var set = new TrainingSet(FeatureMatrix.Empty(2), [[1, 0], [0, 1]], IsPair: true);
        var error = Assert.ThrowsExactly<UsageException>(() => new SvmLearner(c, gamma, SvmKernel.Auto, maxRows).Fit(set, 1, default));
        Assert.Contains("allowed", error.Message);
    }

    private static (DenseMatrix Vectors, SvmLabels Labels) Data(int count, double c, bool graded)
    {
        var random = new SeededRandom(7);
        var values = Enumerable.Range(0, count * 3).Select(_ => (float)random.NextGaussian()).ToArray();
        values.AsSpan(0, 3).CopyTo(values.AsSpan(3)); // a query twice
        var sides = Enumerable.Range(0, count).Select(row => values[row * 3] - values[(row * 3) + 1] + random.NextGaussian() > 0 ? 1f : -1f).ToArray();
        return (new DenseMatrix(values, count, 3), new SvmLabels(sides, Array.ConvertAll(sides, _ => graded ? c * random.Next(5) / 4.0 : c)));
    }

    private static double[][] Kernel(DenseMatrix vectors, double gamma) => [.. Enumerable.Range(0, vectors.RowCount).Select(a =>
        Enumerable.Range(0, vectors.RowCount).Select(b => Math.Exp(-gamma * Enumerable.Range(0, vectors.ColumnCount).Sum(column =>
            Math.Pow((double)vectors.Row(a)[column] - vectors.Row(b)[column], 2)))).ToArray())];

    private static double[] Multiply(double[][] kernel, double[] beta) => Array.ConvertAll(kernel, row => row.Zip(beta, (k, b) => k * b).Sum());

    private static double Objective(double[][] kernel, SvmLabels labels, double[] beta) =>
        Multiply(kernel, beta).Zip(beta, (f, b) => f * b).Sum() / 2 - beta.Zip(labels.Sides, (b, y) => b * y).Sum();

    // Every pair of coefficients in turn, exactly, until nothing moves.
    private static double[] PairwiseDescent(double[][] kernel, SvmLabels labels)
    {
        var beta = new double[kernel.Length];
        for (var (round, moved) = (0, 1.0); round < 2000 && moved > 1e-7; round++)
        {
            moved = 0;
            var f = Multiply(kernel, beta).Zip(labels.Sides, (value, y) => value - y).ToArray();
            for (var i = 0; i < beta.Length; i++)
            {
                for (var j = 0; j < i; j++)
                {
                    var curvature = kernel[i][i] + kernel[j][j] - (2 * kernel[i][j]);
                    (double Low, double High) Box(int t) =>
                        (labels.Sides[t] < 0 ? -labels.Bounds[t] : 0, labels.Sides[t] > 0 ? labels.Bounds[t] : 0);
                    var least = Math.Max(Box(i).Low - beta[i], beta[j] - Box(j).High);
                    var most = Math.Min(Box(i).High - beta[i], beta[j] - Box(j).Low);
                    var step = Math.Clamp((f[j] - f[i]) / Math.Max(curvature, 1e-9), least, most);
                    beta[i] += step;
                    beta[j] -= step;
                    for (var t = 0; t < f.Length; t++)
                    {
                        f[t] += step * (kernel[i][t] - kernel[j][t]);
                    }

                    moved = Math.Max(moved, Math.Abs(step));
                }
            }
        }

        return beta;
    }

    private static double[] PrimalDescent(DenseMatrix vectors, SvmLabels labels)
    {
        var w = new double[vectors.ColumnCount + 1];
        var rate = 1 / (1 + (2 * Enumerable.Range(0, vectors.RowCount).Sum(row =>
            labels.Bounds[row] * (1 + vectors.Row(row).ToArray().Sum(value => (double)value * value)))));
        for (var iteration = 0; iteration < 20_000; iteration++)
        {
            var gradient = w.ToArray();
            for (var row = 0; row < vectors.RowCount; row++)
            {
                double[] x = [.. vectors.Row(row).ToArray().Select(value => (double)value), 1];
                var slack = 1 - (labels.Sides[row] * x.Zip(w, (a, b) => a * b).Sum());
                for (var i = 0; i < w.Length && slack > 0; i++)
                {
                    gradient[i] -= 2 * labels.Bounds[row] * slack * labels.Sides[row] * x[i];
                }
            }

            for (var i = 0; i < w.Length; i++)
            {
                w[i] -= rate * gradient[i];
            }
        }

        return w;
    }
}
