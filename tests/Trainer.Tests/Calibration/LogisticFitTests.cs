using Trainer.Calibration;

namespace Trainer.Tests.Calibration;

[TestClass]
public sealed class LogisticFitTests
{
    [TestMethod]
    public void Minimise_WithPriorsAndBounds_EqualsProjectedGradientDescent()
    {
        for (var seed = 0UL; seed < 10; seed++)
        {
            var (raw, target) = CalibrationData.Random(seed, 40);
            var mean = raw.Average();
            var scale = raw.Max(x => Math.Abs(x - mean));
            double[][] columns = [[.. raw.Select(x => (x - mean) / scale)], [.. raw.Select(x => Math.Abs(x - mean) / scale)], [.. raw.Select(_ => 1.0)]];
            double[] start = [1, 1, 0], atLeast = [0.5, 0.9, double.NegativeInfinity], precision = [2, 0.5, 0.1];
            var fit = LogisticFit.Minimise(columns, target, start, atLeast, precision);

            double[] slow = [.. start];
            for (var step = 0; step < 6_000; step++)
            {
                double[] residuals = [.. target.Select((t, i) => (1 / (1 + Math.Exp(-slow.Select((beta, j) => beta * columns[j][i]).Sum()))) - t)];
                slow = [.. slow.Select((beta, j) => Math.Max(
                    atLeast[j], beta - (0.02 * (residuals.Select((r, i) => r * columns[j][i]).Sum() + (precision[j] * (beta - start[j]))))))];
            }

            for (var j = 0; j < 3; j++)
            {
                Assert.AreEqual(slow[j], fit[j], 1e-4, $"seed {seed}, coefficient {j}");
            }
        }
    }
}
