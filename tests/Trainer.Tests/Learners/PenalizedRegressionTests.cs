using Trainer.Features;
using Trainer.Learners.Logistic;

namespace Trainer.Tests.Learners;

[TestClass]
public sealed class PenalizedRegressionTests
{
    [TestMethod]
    [DataRow(0.1, false)]
    [DataRow(1.0, true)]
    [DataRow(20.0, false)]
    public void Fit_SmallData_FindsTheMinimumThatGradientDescentFinds(double c, bool graded)
    {
        var random = new SeededRandom(3);
        var x = Enumerable.Range(0, 60).Select(_ => Enumerable.Range(0, 4).Select(_ => random.Next(3) == 0 ? 0f : (float)random.NextGaussian()).ToArray()).ToArray();
        var y = x.Select(row => graded ? random.Next(5) / 4.0 : random.NextDouble() < Sigmoid(row[0] - (2 * row[1])) ? 1.0 : 0.0).ToArray();
        var weights = y.Select(_ => 0.5 + random.NextDouble()).ToArray();

        var fitted = PenalizedRegression.Fit(FeatureMatrix.Of(Sparse(x)), y, weights, c, Loss.Logistic, default);
        var expected = GradientDescent(x, y, weights, c);

        for (var column = 0; column < 4; column++)
        {
            Assert.AreEqual(expected[column], fitted.Weights[column], 2e-3);
        }

        Assert.AreEqual(expected[4], fitted.Intercept, 2e-3);
    }

    [TestMethod]
    public void Fit_PenaltyGrows_WeightsShrinkAndTheInterceptStaysFree()
    {
        var random = new SeededRandom(4);
        var x = Enumerable.Range(0, 200).Select(_ => new[] { (float)random.NextGaussian() }).ToArray();
        var y = x.Select(row => random.NextDouble() < Sigmoid(row[0] + 2) ? 1.0 : 0.0).ToArray();
        var ones = y.Select(_ => 1.0).ToArray();
        var strict = PenalizedRegression.Fit(FeatureMatrix.Of(Sparse(x)), y, ones, 1e-6, Loss.Logistic, default);
        var loose = PenalizedRegression.Fit(FeatureMatrix.Of(Sparse(x)), y, ones, 100, Loss.Logistic, default);
        Assert.IsLessThan(0.01f, Math.Abs(strict.Weights[0]));
        Assert.IsGreaterThan(0.5f, loose.Weights[0]);
        Assert.AreEqual(Math.Log(y.Average() / (1 - y.Average())), strict.Intercept, 0.01, "without weights the intercept is the log-odds of the mean");
    }

    [TestMethod]
    public void Fit_SquaredLoss_SolvesTheNormalEquations()
    {
        var random = new SeededRandom(8);
        var x = Enumerable.Range(0, 50).Select(_ => new[] { (float)random.NextGaussian(), 1 + (float)random.NextGaussian() }).ToArray();
        var y = x.Select(row => 3 + (2 * row[0]) - row[1] + random.NextGaussian()).ToArray();
        const double C = 0.5;
        var fitted = PenalizedRegression.Fit(FeatureMatrix.Of(Sparse(x)), y, [.. y.Select(_ => 1.0)], C, Loss.Squared, default);

        // With centred columns the intercept drops out: (XᵀX + I / C) w = Xᵀy, two by two.
        double[] means = [x.Average(row => row[0]), x.Average(row => row[1])];
        double Sum(Func<int, double> of) => Enumerable.Range(0, 50).Sum(of);
        double At(int row, int column) => x[row][column] - means[column];
        var (a, b, d) = (Sum(i => At(i, 0) * At(i, 0)) + (1 / C), Sum(i => At(i, 0) * At(i, 1)), Sum(i => At(i, 1) * At(i, 1)) + (1 / C));
        var (p, q) = (Sum(i => At(i, 0) * y[i]), Sum(i => At(i, 1) * y[i]));
        var determinant = (a * d) - (b * b);
        double[] expected = [((d * p) - (b * q)) / determinant, ((a * q) - (b * p)) / determinant];
        Assert.AreEqual(expected[0], fitted.Weights[0], 1e-3);
        Assert.AreEqual(expected[1], fitted.Weights[1], 1e-3);
        Assert.AreEqual(y.Average() - (expected[0] * means[0]) - (expected[1] * means[1]), fitted.Intercept, 1e-3);
    }

    private static SparseMatrix Sparse(float[][] rows)
    {
        var builder = new SparseMatrix.Builder(rows[0].Length);
        foreach (var row in rows)
        {
            var columns = Enumerable.Range(0, row.Length).Where(column => row[column] != 0).ToArray();
            builder.Append(columns, Array.ConvertAll(columns, column => row[column]));
            builder.EndRow();
        }

        return builder.Build();
    }

    // C · Σ s_i loss_i + ½‖w‖², straight downhill with a step that is safely small.
    private static double[] GradientDescent(float[][] x, double[] y, double[] weights, double c)
    {
        var parameters = new double[x[0].Length + 1];
        var step = 1 / (1 + (c * weights.Sum() * 4));
        for (var iteration = 0; iteration < 200_000; iteration++)
        {
            var gradient = new double[parameters.Length];
            for (var row = 0; row < x.Length; row++)
            {
                var z = parameters[^1] + x[row].Select((value, column) => value * parameters[column]).Sum();
                var residual = c * weights[row] * (Sigmoid(z) - y[row]);
                for (var column = 0; column < x[row].Length; column++)
                {
                    gradient[column] += residual * x[row][column];
                }

                gradient[^1] += residual;
            }

            for (var column = 0; column < parameters.Length; column++)
            {
                parameters[column] -= step * (gradient[column] + (column < parameters.Length - 1 ? parameters[column] : 0));
            }

            if (gradient.Select((g, column) => g + (column < parameters.Length - 1 ? parameters[column] : 0)).Max(Math.Abs) < 1e-8)
            {
                break;
            }
        }

        return parameters;
    }

    private static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));
}
