using Trainer.Calibration;
using Trainer.Features;
using Trainer.Onnx;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Tests.Calibration;

/// <summary>What every method of calibration has to keep.</summary>
[TestClass]
public sealed class CalibratorContractTests
{
    private static IEnumerable<string> Names => CalibrationMethod.All.Select(method => method.Name);

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Fit_Twice_GivesTheSameMap(string name)
    {
        var (raw, target) = CalibrationData.Random(3, 200);
        float[] Scores() => [.. raw.Select(x => CalibrationMethod.Of(name).Fit(raw, target).Apply((float)x))];
        CollectionAssert.AreEqual(Scores(), Scores());
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Apply_AnyFit_NeverReversesTheOrder(string name)
    {
        for (var seed = 0UL; seed < 40; seed++)
        {
            var (raw, target) = CalibrationData.Random(seed, 5 + (int)(11 * seed), soft: seed % 2 == 0, ties: seed % 5 == 0);
            if (seed % 3 == 0)
            {
                target = [.. target.Select(value => 1 - value)];
            }

            var map = CalibrationMethod.Of(name).Fit(raw, target);
            var (least, most) = (raw.Min(), raw.Max());
            float[] rising = [.. Enumerable.Range(-50, 400).Select(i => map.LogOdds((float)(least + ((most - least) * i / 300))))];
            for (var i = 1; i < rising.Length; i++)
            {
                Assert.IsTrue(rising[i] >= rising[i - 1] - (1e-5f * MathF.Max(1, MathF.Abs(rising[i]))), $"seed {seed}, step {i}");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Apply_MethodsThatKeepTheOrder_TellDifferentScoresApart(string name)
    {
        var (raw, target) = CalibrationData.Random(4, 300);
        var map = CalibrationMethod.Of(name).Fit(raw, target);
        var different = raw.Distinct().Count();
        var left = raw.Select(x => map.LogOdds((float)x)).Distinct().Count();
        if (CalibrationMethod.Of(name).KeepsOrder)
        {
            Assert.IsGreaterThan(0.99 * different, left);
        }
        else
        {
            Assert.IsLessThanOrEqualTo(15, left);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Fit_DegenerateData_GivesProbabilities(string name)
    {
        (double[] Raw, double[] Target)[] odd =
        [
            ([], []), ([2], [1]), ([2], [0.5]), ([0], [0]), ([3, 3, 3, 3], [1, 0, 1, 1]), ([0, 0, 0], [1, 1, 1]), ([1, 2, 3], [1, 1, 1]),
            ([1, 2, 3], [0, 0, 0]), ([-1, 1], [0, 1]), ([-1, 1], [1, 0]), ([1e-30, 2e-30], [0, 1]), ([-1e6, 1e6], [0, 1]),
        ];
        foreach (var (raw, target) in odd)
        {
            var map = CalibrationMethod.Of(name).Fit(raw, target);
            foreach (var x in raw.Concat([0, 1, -1]))
            {
                Assert.IsTrue(float.IsFinite(map.LogOdds((float)x)), $"log-odds at {x}");
                Assert.IsTrue(map.Apply((float)x) is >= 0 and <= 1, $"score at {x}");
            }
        }

        // Whatever is certain in a few rows is not certain.
        foreach (var x in name is "none" or "temperature" ? [] : new float[] { 1, 2, 3 })
        {
            Assert.IsTrue(CalibrationMethod.Of(name).Fit([1, 2, 3], [1, 1, 1]).Apply(x) is > 0.5f and < 0.99f);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Fit_AnyData_IsNoWorseThanAConstantOnThem(string name)
    {
        for (var seed = 0UL; seed < 30 && name != "none"; seed++)
        {
            var (raw, target) = CalibrationData.Random(seed, 8 + (int)(9 * seed), soft: seed % 2 == 0, ties: seed % 4 == 0);
            var map = CalibrationMethod.Of(name).Fit(raw, target);
            var n = raw.Length;

            // A temperature has no level of its own: its constant is a half.
            var constant = name == "temperature" ? 0.5 : CalibrationData.Drawn(target.Average(), n);
            double Loss(Func<int, double> p, Func<double, double> of) => Enumerable.Range(0, n).Average(i => CalibrationData.CrossEntropy(of(target[i]), p(i)));
            foreach (var of in new Func<double, double>[] { t => CalibrationData.Drawn(t, n), t => t })
            {
                // The smallest slope costs up to a thousandth; what is fitted to drawn-in targets may miss the others by as much as they were drawn in.
                Assert.IsLessThanOrEqualTo(
                    Loss(_ => constant, of) + 1e-3 + (of(1) == 1 ? 1.0 / (n + 2) : 0), Loss(i => map.Apply((float)raw[i]), of), $"seed {seed}");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Emit_SeveralMaps_TheGraphScoresAsTheyDo(string name)
    {
        var method = CalibrationMethod.Of(name);
        Calibrator[] maps = [.. Enumerable.Range(0, 4).Select(m =>
        {
            var (raw, target) = CalibrationData.Random((ulong)m, m == 2 ? 1 : 60 + (150 * m));
            return method.Fit(raw, target);
        })];
        var graph = new GraphBuilder("calibration");
        var input = graph.Input(GraphSession.ExternalScoresName, DataType.Float, GraphBuilder.Batch, maps.Length);
        var scores = new FittedCalibration(name, maps).Emit(new QueryInputs(graph), input);
        graph.Output(GraphSession.ScoresName, scores, DataType.Float, GraphBuilder.Batch, maps.Length);
        using var session = new GraphSession(graph.Build(new Dictionary<string, string>()));

        var random = new SeededRandom(8);
        float[] values = [.. Enumerable.Range(0, 4000).Select(_ => (float)random.NextDouble(-25, 25)), 0, -1e6f, 1e6f, 1e-20f];
        var actual = new float[values.Length];
        session.Run(new GraphInputs(values.Length / maps.Length) { ExternalScores = values }, actual);
        for (var i = 0; i < values.Length; i++)
        {
            var map = maps[i % maps.Length];
            Assert.AreEqual(map.Apply(values[i]), actual[i], map.IsUnsettled(values[i]) ? 1 : 1e-6f, $"score {values[i]} of map {i % maps.Length}");
        }
    }
}
