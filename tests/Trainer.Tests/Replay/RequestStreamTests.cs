using Trainer.Features;
using Trainer.Features.Data;
using Trainer.Replay;
using Trainer.Replay.Streams;

namespace Trainer.Tests.Replay;

[TestClass]
public sealed class RequestStreamTests
{
    [TestMethod]
    public void Times_Fixed_AreThoseOfTheRates()
    {
        // Two a second; after two seconds of calm a burst of ten a second for one second.
        var times = new ArrivalTimes(2, [new Burst(10, 1)], 2, Gaps.Fixed, new SeededRandom(1));
        double[] expected =
            [0.5, 1, 1.5, 2, .. Enumerable.Range(1, 10).Select(i => 2 + (i / 10.0)), 3.5, 4, 4.5];
        foreach (var time in expected)
        {
            Assert.AreEqual(time, times.Next(), 1e-9);
        }
    }

    [TestMethod]
    public void Times_Poisson_HaveTheRatesOfCalmAndBurst()
    {
        var times = new ArrivalTimes(5, [new Burst(50, 400), new Burst(20, 400)], 400, Gaps.Poisson, new SeededRandom(3));
        var counts = new int[5];
        var gaps = new List<double>();
        var last = 0.0;
        for (var time = times.Next(); time < 2000; time = times.Next())
        {
            counts[(int)(time / 400)]++;
            if (time < 400)
            {
                gaps.Add(time - last);
            }

            last = time;
        }

        var rates = new[] { 5.0, 50, 5, 20, 5 };
        for (var i = 0; i < rates.Length; i++)
        {
            var expected = rates[i] * 400;
            Assert.AreEqual(expected, counts[i], 4 * Math.Sqrt(expected), $"segment {i}");
        }

        // Exponential gaps: the standard deviation is the mean.
        var mean = gaps.Average();
        Assert.AreEqual(mean, Math.Sqrt(gaps.Average(gap => (gap - mean) * (gap - mean))), 0.1 * mean);
    }

    [TestMethod]
    public void Stream_WithoutReplacement_HasEveryQueryOnceInOrderOfTime()
    {
        var phase = Made.Phase(Made.Table(200, 2, 1));
        var stream = RequestStream.Of(new ReplayOptions(), [phase]).ToArray();
        CollectionAssert.AreEquivalent(phase.Rows, stream.Select(arrival => arrival.Row).ToArray());
        CollectionAssert.AreNotEqual(phase.Rows, stream.Select(arrival => arrival.Row).ToArray());
        CollectionAssert.AreEqual(stream.OrderBy(arrival => arrival.Time).ToArray(), stream);
        CollectionAssert.AreEqual(Enumerable.Range(0, 200).ToArray(), stream.Select(arrival => arrival.Number).ToArray());
        Assert.AreEqual(30, RequestStream.Of(new ReplayOptions { Limit = 30 }, [phase]).Count());
    }

    [TestMethod]
    public void Stream_SameSeed_IsTheSameWhateverTheOrderOfTheTable()
    {
        var table = Made.Table(100, 2, 1);
        var turned = table.Select([.. Enumerable.Range(0, 100).Reverse()]);
        string Ids(RoutingTable t, ReplayOptions options) => string.Join(
            ' ', RequestStream.Of(options, [Made.Phase(t)]).Select(a => FormattableString.Invariant($"{a.Time}:{t.Queries[a.Row].Id}")));
        foreach (var options in new[] { new ReplayOptions(), new ReplayOptions { Replacement = true, Limit = 300 } })
        {
            Assert.AreEqual(Ids(table, options), Ids(turned, options));
            Assert.AreNotEqual(Ids(table, options), Ids(table, options with { Seed = 8 }));
        }
    }

    [TestMethod]
    public void Stream_WithReplacement_RepeatsQueries()
    {
        var stream = RequestStream.Of(new ReplayOptions { Replacement = true, Limit = 500 }, [Made.Phase(Made.Table(20, 2, 1))]).ToArray();
        Assert.HasCount(500, stream);
        Assert.AreEqual(20, stream.Select(arrival => arrival.Row).Distinct().Count());
    }

    [TestMethod]
    public void Stream_Warped_KeepsTheOrderAndTheGapsOfTheTable()
    {
        var table = Made.Table(50, 2, 1, i => 1e9 + ((i * 37) % 50 * 20));
        var stream = RequestStream.Of(new ReplayOptions { Warp = 10 }, [Made.Phase(table)]).ToArray();
        for (var i = 0; i < 50; i++)
        {
            Assert.AreEqual(2.0 * i, stream[i].Time, 1e-9);
            Assert.AreEqual(1e9 + (20 * i), table.Queries[stream[i].Row].Time);
        }

        var fault = Assert.ThrowsExactly<UsageException>(
            () => RequestStream.Of(new ReplayOptions { Warp = 10 }, [Made.Phase(Made.Table(5, 2, 1))]).Count());
        StringAssert.Contains(fault.Message, "query q000 has none");
    }

    [TestMethod]
    public void Stream_Drift_ChangesThePhaseAndAsksNoQueryTwice()
    {
        var table = Made.Table(100, 2, 1);
        ReplayPhase[] phases = [Made.Phase(table), Made.Phase(table, 20)];
        var stream = RequestStream.Of(new ReplayOptions(), phases).ToArray();
        Assert.HasCount(100, stream);
        Assert.AreEqual(100, stream.Select(arrival => arrival.Row).Distinct().Count());
        Assert.IsTrue(stream.All(arrival => arrival.Phase == (arrival.Time < 20 ? 0 : 1)));
        Assert.IsGreaterThan(10, stream.Count(arrival => arrival.Phase == 0));
        Assert.IsGreaterThan(10, stream.Count(arrival => arrival.Phase == 1));
    }

    [TestMethod]
    public void Waiting_Burst_MakesQueriesWaitForThoseBeforeThem()
    {
        // Two a second are answered at once; five at one instant wait for half a second more each.
        var waiting = new Waiting(2);
        CollectionAssert.AreEqual(
            new[] { 1, 1.5, 2, 2.5, 3 }, Enumerable.Range(0, 5).Select(_ => waiting.Factor(7)).ToArray());
        Assert.AreEqual(1.5, waiting.Factor(9));
        Assert.AreEqual(1, waiting.Factor(100));
        Assert.AreEqual(1, new Waiting(0).Factor(0));
    }

    [TestMethod]
    public void File_WrittenAndRead_GivesTheSameStream()
    {
        using var folder = new Commands.TempFolder();
        var table = Made.Table(60, 2, 1);
        ReplayPhase[] phases = [Made.Phase(table), Made.Phase(table, 10)];
        var options = new ReplayOptions { Capacity = 1, Bursts = "20@2", Calm = 3 };
        var stream = RequestStream.Of(options, phases).ToArray();
        using (var file = File.Create(folder["stream.jsonl"]))
        {
            StreamFile.Write(file, stream, phases);
        }

        CollectionAssert.AreEqual(stream, RequestStream.Of(options with { Stream = folder["stream.jsonl"] }, phases).ToArray());
        var twice = RequestStream.Of(options with { Stream = folder["stream.jsonl"], Warp = 2 }, [phases[0]]).ToArray();
        Assert.AreEqual(stream[^1].Time / 2, twice[^1].Time);
    }

    [TestMethod]
    [DataRow("{\"qid\":\"q001\"}", "line 1, column ts: is missing")]
    [DataRow("{\"ts\":1,\"qid\":\"q001\"}\n\n{\"ts\":0.5,\"qid\":\"q002\"}", "line 3, column ts: lies before")]
    [DataRow("{\"ts\":1,\"qid\":\"other\"}", "column qid: is 'other', a query that the data do not have")]
    [DataRow("{\"ts\":1,\"qid\":\"q001\",\"lat_mult\":0}", "column lat_mult: is 0")]
    [DataRow("{\"ts\":1,\"qid\":", "line 1: is not valid JSON")]
    [DataRow("[1]", "line 1: is no JSON object")]
    public void File_Wrong_IsRefusedWithItsLine(string text, string expected)
    {
        using var folder = new Commands.TempFolder();
        var options = new ReplayOptions { Stream = folder.Write("s.jsonl", text) };
        var fault = Assert.ThrowsExactly<DataFormatException>(() => RequestStream.Of(options, [Made.Phase(Made.Table(5, 2, 1))]).Count());
        StringAssert.Contains(fault.Message, expected);
    }

    [TestMethod]
    [DataRow("10")]
    [DataRow("10@")]
    [DataRow("0@5")]
    [DataRow("10@5,")]
    [DataRow("10@-5")]
    public void Bursts_Wrong_AreOneSentence(string text) =>
        StringAssert.Contains(Assert.ThrowsExactly<UsageException>(() => Burst.Parse(text)).Message, "is not RATE@SECONDS");
}
