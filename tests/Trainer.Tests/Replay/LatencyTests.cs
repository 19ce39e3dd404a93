using Trainer.Features.Data;
using Trainer.Replay;
using Trainer.Replay.Latencies;

namespace Trainer.Tests.Replay;

[TestClass]
public sealed class LatencyTests
{
    private static readonly ModelSpeed Speed = new() { InitSeconds = 0.5, TokensPerSecond = 50 };

    [TestMethod]
    public void Simulator_WithoutNoise_IsTimeToFirstTokenAndTokensOverSpeed() =>
        Assert.AreEqual(2.5, new LatencySimulator(LatencyNoise.None, 0.5, 1).Seconds("q", "m", 100, Speed));

    [TestMethod]
    [DataRow("Normal")]
    [DataRow("Lognormal")]
    public void Simulator_Noise_HasMeanOneAndItsDeviation(string noise)
    {
        var simulator = new LatencySimulator(Enum.Parse<LatencyNoise>(noise), 0.1, 1);
        var factors = Enumerable.Range(0, 4000).Select(i => simulator.Seconds($"q{i}", "m", 25, Speed)).ToArray();
        var mean = factors.Average();
        Assert.AreEqual(1, mean, 0.006);
        Assert.AreEqual(0.1, Math.Sqrt(factors.Average(factor => (factor - mean) * (factor - mean))), 0.006);
    }

    [TestMethod]
    public void Simulator_AnyOrder_GivesTheSame()
    {
        (string, string)[] keys = [.. Enumerable.Range(0, 20).SelectMany(q => new[] { ($"q{q}", "a"), ($"q{q}", "b") })];
        double[] Of(IEnumerable<(string Query, string Model)> order)
        {
            var simulator = new LatencySimulator(LatencyNoise.Lognormal, 0.3, 5);
            var found = order.ToDictionary(key => key, key => simulator.Seconds(key.Query, key.Model, 10, Speed));
            return [.. keys.Select(key => found[key])];
        }

        CollectionAssert.AreEqual(Of(keys), Of(keys.Reverse()));
        Assert.AreEqual(40, Of(keys).Distinct().Count());
    }

    [TestMethod]
    public void Speed_FromCost_FallsWithTheCost()
    {
        var same = ModelSpeed.FromCost(0.01, 0.01);
        Assert.AreEqual((0.35, 60.0), (same.InitSeconds, same.TokensPerSecond));
        var dear = ModelSpeed.FromCost(0.04, 0.01);
        Assert.AreEqual(30, dear.TokensPerSecond, 1e-12);
        Assert.AreEqual(0.35 * Math.Pow(4, 0.3), dear.InitSeconds, 1e-12);
        var extreme = ModelSpeed.FromCost(1e9, 1e-9);
        Assert.AreEqual((3.0, 8.0), (extreme.InitSeconds, extreme.TokensPerSecond));
    }

    [TestMethod]
    public void Log_SeveralCalls_GiveTheirMeanAndFailedOnesNothing()
    {
        using var folder = new Commands.TempFolder();
        var log = LatencyLog.Read(folder.Write("log.jsonl", """
            {"qid":"q","model":"a","latency_s":1,"ok":true}
            {"qid":"q","model":"a","latency_s":3}
            {"qid":"q","model":"a","latency_s":99,"ok":false}
            {"qid":"q","model":"b","latency_s":null,"ok":false}
            """));
        Assert.AreEqual(2, log.Seconds("q", "a"));
        Assert.AreEqual(double.NaN, log.Seconds("q", "b"));
        Assert.AreEqual(double.NaN, log.Seconds("r", "a"));
        var fault = Assert.ThrowsExactly<DataFormatException>(
            () => LatencyLog.Read(folder.Write("bad.jsonl", "{\"qid\":\"q\",\"model\":\"a\",\"latency_s\":-1}")));
        StringAssert.Contains(fault.Message, "line 1, column latency_s: is -1; a finite number from 0 on");
    }

    [TestMethod]
    public void Columns_TokensUnknown_AreRefusedAndNeverZero()
    {
        var table = Made.Table(3, 2, 1);
        Candidate[] candidates = [new("m0", 0.01, double.NaN, double.NaN), new("m1", 0.02, 100, double.NaN)];
        var options = new ReplayOptions { SimulateLatency = true };
        StringAssert.Contains(
            Assert.ThrowsExactly<UsageException>(() => LatencyColumns.Apply(table, candidates, options, null)).Message,
            "the tokens of m0's answer to q000 are not known");
        StringAssert.Contains(
            Assert.ThrowsExactly<UsageException>(() => LatencyColumns.Apply(
                table, candidates, options with { Speeds = new Dictionary<string, ModelSpeed> { ["m9"] = Speed } }, null)).Message,
            "speeds has 'm9', which no bundle routes to");
        Assert.AreSame(table, LatencyColumns.Apply(table, candidates, new ReplayOptions(), null));
    }
}
