using Trainer.Features;
using Trainer.Training;
using Trainer.Training.Optimisation;

namespace Trainer.Tests.Training;

/// <summary>Optimisers against the obvious loops over the published formulas, in double precision.</summary>
[TestClass]
public sealed class OptimizerTests
{
    [TestMethod]
    [DataRow(0.0, 0.0)]
    [DataRow(0.1, 0.0)]
    [DataRow(0.0, 0.3)]
    public void Adam_TenSteps_FollowsTheFormula(double l2, double decay)
    {
        var parameters = Some();
        var optimizer = new Adam(parameters, l2, decay);
        var random = new SeededRandom(9);
        var expected = parameters.Select(p => p.Values.Select(v => (double)v).ToArray()).ToArray();
        var (m, v) = (expected.Select(w => new double[w.Length]).ToArray(), expected.Select(w => new double[w.Length]).ToArray());
        for (var t = 1; t <= 10; t++)
        {
            Draw(parameters, random);
            const double Rate = 0.05;
            for (var i = 0; i < parameters.Count; i++)
            {
                var parameter = parameters[i];
                var rate = Rate * parameter.Rate;
                for (var j = 0; j < expected[i].Length && !parameter.IsFrozen; j++)
                {
                    var g = parameter.Gradient[j] + (parameter.Decays ? l2 * expected[i][j] : 0);
                    expected[i][j] -= parameter.Decays ? rate * decay * expected[i][j] : 0;
                    m[i][j] = (0.9 * m[i][j]) + (0.1 * g);
                    v[i][j] = (0.999 * v[i][j]) + (0.001 * g * g);
                    expected[i][j] -= rate * (m[i][j] / (1 - Math.Pow(0.9, t))) / (Math.Sqrt(v[i][j] / (1 - Math.Pow(0.999, t))) + 1e-8);
                }
            }

            optimizer.Step(Rate);
        }

        AssertEqual(expected, parameters);
    }

    [TestMethod]
    public void Sgd_TenSteps_FollowsTheFormula()
    {
        var parameters = Some();
        var optimizer = new Sgd(parameters, momentum: 0.8, l2: 0.1);
        var random = new SeededRandom(9);
        var expected = parameters.Select(p => p.Values.Select(v => (double)v).ToArray()).ToArray();
        var momenta = expected.Select(w => new double[w.Length]).ToArray();
        for (var t = 1; t <= 10; t++)
        {
            Draw(parameters, random);
            for (var i = 0; i < parameters.Count; i++)
            {
                for (var j = 0; j < expected[i].Length && !parameters[i].IsFrozen; j++)
                {
                    momenta[i][j] = (0.8 * momenta[i][j]) + parameters[i].Gradient[j] + (parameters[i].Decays ? 0.1 * expected[i][j] : 0);
                    expected[i][j] -= 0.05 * parameters[i].Rate * momenta[i][j];
                }
            }

            optimizer.Step(0.05);
        }

        AssertEqual(expected, parameters);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Step_RowSparseParameter_ChangesTouchedRowsAsIfTheyWereAlone(bool isAdam)
    {
        var random = new SeededRandom(1);
        var values = Enumerable.Range(0, 6 * 37).Select(_ => (float)random.NextGaussian()).ToArray();
        var sparse = new ParameterSet { };
        var whole = sparse.Add(new Parameter("w", [6, 37], values, isRowSparse: true));
        var alone = new ParameterSet();
        var row = alone.Add(new Parameter("w", [1, 37], values.AsSpan(4 * 37, 37)));
        IOptimizer Of(ParameterSet set) => isAdam ? new Adam(set, l2: 0.01) : new Sgd(set, l2: 0.01);
        var (one, other) = (Of(sparse), Of(alone));
        for (var step = 0; step < 3; step++)
        {
            whole.Rows!.Clear();
            whole.Rows.Touch(1)[0] = 1;
            for (var i = 0; i < 37; i++)
            {
                row.Gradient[i] = (float)random.NextGaussian();
                whole.Rows.Touch(4)[i] += row.Gradient[i];
            }

            one.Step(0.1);
            other.Step(0.1);
        }

        CollectionAssert.AreEqual(row.Values, whole.Values[(4 * 37)..(5 * 37)]);
        CollectionAssert.AreEqual(values[..37], whole.Values[..37]);
        CollectionAssert.AreNotEqual(values[37..74], whole.Values[37..74]);
    }

    [TestMethod]
    public void Touch_ManyRows_KeepsWhatWasAdded()
    {
        var rows = new RowGradient(3);
        for (var pass = 0; pass < 2; pass++)
        {
            rows.Clear();
            for (var i = 0; i < 300; i++)
            {
                rows.Touch(i * 7 % 100)[1] += 1;
            }

            Assert.HasCount(100, rows.Rows.ToArray());
            CollectionAssert.AreEqual(Enumerable.Range(0, 300).Select(i => i % 3 == 1 ? 3f : 0f).ToArray(), rows.Values.ToArray());
        }
    }

    [TestMethod]
    public void Clip_LongGradients_AreScaledTogetherAndShortOnesStay()
    {
        var parameters = Some();
        Draw(parameters, new SeededRandom(2));
        var before = parameters.Select(p => p.Gradient.ToArray()).ToArray();
        var norm = Math.Sqrt(before.Sum(g => g.Sum(value => (double)value * value)));
        Assert.AreEqual(norm, GradientNorm.Clip(parameters, norm * 2), 1e-4);
        for (var i = 0; i < before.Length; i++)
        {
            CollectionAssert.AreEqual(before[i], parameters[i].Gradient);
        }

        GradientNorm.Clip(parameters, norm / 4);
        for (var i = 0; i < before.Length; i++)
        {
            for (var j = 0; j < before[i].Length; j++)
            {
                Assert.AreEqual(before[i][j] / 4, parameters[i].Gradient[j], 1e-6);
            }
        }
    }

    [TestMethod]
    public void At_WarmUpAndDecline_RisesToThePeakAndFallsToZero()
    {
        var linear = new LearningRate(2, RateDecline.Linear, WarmUpSteps: 4, Steps: 12);
        CollectionAssert.AreEqual(new[] { 0.5, 1, 1.5, 2, 2, 1.75, 1.5 }, Enumerable.Range(0, 7).Select(step => linear.At(step)).ToArray());
        Assert.AreEqual(0, linear.At(12));
        Assert.AreEqual(0, linear.At(99));
        var cosine = linear with { Decline = RateDecline.Cosine };
        Assert.AreEqual(1, cosine.At(8), 1e-12);
        Assert.AreEqual(2, (cosine with { Decline = RateDecline.None }).At(99));
    }

    private static ParameterSet Some()
    {
        var random = new SeededRandom(4);
        float[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.NextGaussian())];
        return
        [
            new Parameter("weights", [5, 9], Values(45)),
            new Parameter("bias", [19], Values(19), rate: 3, decays: false),
            new Parameter("frozen", [2], Values(2), rate: 0),
        ];
    }

    private static void Draw(ParameterSet parameters, SeededRandom random)
    {
        foreach (var parameter in parameters)
        {
            for (var i = 0; i < parameter.Gradient.Length; i++)
            {
                parameter.Gradient[i] = (float)random.NextGaussian();
            }
        }
    }

    private static void AssertEqual(double[][] expected, ParameterSet parameters)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            for (var j = 0; j < expected[i].Length; j++)
            {
                Assert.AreEqual(expected[i][j], parameters[i].Values[j], 5e-6, $"{parameters[i].Name}[{j}]");
            }
        }
    }
}
