using Trainer.Calibration;
using Trainer.Features;
using Trainer.Onnx;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Tests.Calibration;

[TestClass]
public sealed class DomainCalibrationTests
{
    [TestMethod]
    public void Fit_RandomDomain_EqualsGradientDescentWithThePrior()
    {
        for (var seed = 0UL; seed < 10; seed++)
        {
            var random = new SeededRandom(seed);
            double[] z = [.. Enumerable.Range(0, 60).Select(_ => random.NextDouble(-2, 2))];
            double[] target = [.. z.Select(x => random.NextDouble() < 1 / (1 + Math.Exp(-((2 * x) - 1))) ? 1.0 : 0)];
            var (slope, offset) = DomainCalibration.Fit(z, target);
            var (a, b) = (1.0, 0.0);
            for (var step = 0; step < 5_000; step++)
            {
                double[] residuals = [.. z.Select((x, i) => (1 / (1 + Math.Exp(-((a * x) + b)))) - target[i])];
                a -= 0.005 * (residuals.Select((r, i) => r * z[i]).Sum() + (16 * (a - 1)));
                b -= 0.005 * (residuals.Sum() + (4 * b));
            }

            Assert.AreEqual(a, slope, 1e-4, $"seed {seed}");
            Assert.AreEqual(b, offset, 1e-4, $"seed {seed}");
        }
    }

    [TestMethod]
    public void Fit_MoreAndMoreRows_GoesFromTheCommonMapToTheDomainsOwn()
    {
        // The domain's own map is 2z - 1.
        (float Slope, float Offset) Of(int n)
        {
            double[] z = [.. Enumerable.Range(0, n).Select(i => (4.0 * (i + 0.5) / n) - 2)];
            return DomainCalibration.Fit(z, [.. z.Select(x => 1 / (1 + Math.Exp(-((2 * x) - 1))))]);
        }

        Assert.AreEqual((1f, 0f), Of(19), "too few rows to have one");
        var (few, some, many) = (Of(20), Of(200), Of(50_000));
        Assert.IsTrue(few.Slope is > 1 and < 1.3f && few.Offset is < 0 and > -0.6f, $"{few}");
        Assert.IsTrue(some.Slope > few.Slope && some.Slope < many.Slope && some.Offset < few.Offset && some.Offset > many.Offset);
        Assert.AreEqual(2, many.Slope, 0.01);
        Assert.AreEqual(-1, many.Offset, 0.01);
    }

    [TestMethod]
    public void Fit_DomainsOfManyAndOfFewQueries_OnlyTheFormerHaveMaps()
    {
        string?[] domains = [.. Enumerable.Range(0, 100).Select(i => i < 40 ? "law" : i < 59 ? "art" : i < 80 ? "\0math" : null)];
        int[] all = [.. Enumerable.Range(0, 100)];
        double[] raw = [.. all.Select(i => (double)(i % 7) - 3)];
        double[] target = [.. all.Select(i => i < 40 ? 1.0 : i % 2)];
        PlattScaling[] maps = [new(1, 0), new(2, 1)];
        int[] known = [.. all.Where(i => i % 3 > 0)];
        var fitted = DomainCalibration.Fit(domains, maps, [
            (all, raw, target), (known, Array.ConvertAll(known, i => raw[i]), Array.ConvertAll(known, i => target[i])),
        ]);
        CollectionAssert.AreEqual(new[] { "law", "math" }, fitted.Domains.ToArray());
        Assert.IsGreaterThan(0.5f, fitted.LogOdds("law", 0, 0));
        Assert.AreEqual(0.25f, fitted.LogOdds("art", 0, 0.25f));
        Assert.AreEqual(0.25f, fitted.LogOdds("poetry", 1, 0.25f));
        Assert.AreEqual(0.25f, fitted.LogOdds(null, 0, 0.25f));
        Assert.AreEqual(0.25f, fitted.LogOdds("math", 1, 0.25f), "fewer than twenty outcomes of this model");
        Assert.AreNotEqual(0.25f, fitted.LogOdds("ma\0th", 0, 0.25f), "U+0000 counts as nothing, as in the graph");
    }

    [TestMethod]
    public void Emit_KnownUnknownAndEmptyDomains_TheGraphScoresAsTheCalibration()
    {
        var domains = new DomainCalibration(["law", "math ∑"], [[2, 0.5f, 1], [0.7f, 1, 1.5f]], [[-1, 0.2f, 0], [0, 0.5f, 1]]);
        var fitted = new FittedCalibration("platt", [new PlattScaling(1, 0), new PlattScaling(2, 1), new PlattScaling(0.5f, -1)], domains);
        var graph = new GraphBuilder("calibration");
        var inputs = new QueryInputs(graph);
        var raw = inputs.ExternalScores(["a", "b", "c"]);
        graph.Output(GraphSession.ScoresName, fitted.Emit(inputs, raw), DataType.Float, GraphBuilder.Batch, 3);
        using var session = new GraphSession(graph.Build(new Dictionary<string, string>()));
        CollectionAssert.AreEqual(new[] { GraphSession.ExternalScoresName, GraphSession.DomainName }, session.Inputs.ToArray());

        string[] given = ["law", "math ∑", "", "Law", "poetry", "law"];
        float[] values = [.. Enumerable.Range(0, 18).Select(i => (i - 9) / 3f)];
        var actual = new float[18];
        session.Run(new GraphInputs(6) { ExternalScores = values, Domains = given }, actual);
        var expected = fitted.Apply(values, 3, given);
        for (var i = 0; i < 18; i++)
        {
            Assert.AreEqual(expected[i], actual[i], 1e-6f, $"score {i}");
        }

        CollectionAssert.AreEqual(
            fitted.Apply(values[6..15], 3), fitted.Apply(values[6..15], 3, ["", "Law", "poetry"]), "none, unknown and left out are alike");
    }
}
