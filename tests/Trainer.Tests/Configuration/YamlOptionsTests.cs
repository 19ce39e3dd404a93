using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Trainer.Calibration.OperatingPoints;
using Trainer.Configuration;
using Trainer.Features;
using Trainer.Learners;
using Trainer.Learners.Contrastive;
using Trainer.Sweep.Space;

namespace Trainer.Tests.Configuration;

[TestClass]
public sealed class YamlOptionsTests
{
    [TestMethod]
    public void Write_Defaults_ShowsEveryOneOfThem()
    {
        const string Expected =
            """
            # The configuration of this run with every default filled in.
            name: "router"
            output: "artifacts/run"
            seed: 42
            data:
              table: []
              battles: []
              format: "auto"
              judgeOkScore: 4
              models: []
              testShare: 0.2
              holdOutDomains: []
              prices: {}
              reprice: false
              outputTokens: 250
            audit:
              nearDuplicates: "remove"
              similarity: 0.8
              cosine: 0.95
              onSevere: "refuse"
            encoder:
              inBundle: true
              cacheMegabytes: 2048
            objective:
              goals: ["auto"]
              limits: {}
              costWeight: 0.2
              budget: 0.5
              floor: 0.95
            supervision:
              quality: 1
              cost: 0
              latency: 0
              judge: 0
            sweep:
              trials: 0
              seconds: 0
              folds: 0
              workers: 0
              lag: 4
              tuner: "auto"
              stopping: "auto"
              repeats: 0
              select: "best"
              ensemble: true
              memoryMegabytes: 0
              learners: ["auto"]
              features: ["auto"]
              space: {}
            features: "words+characters+statistics"
            calibration:
              method: "auto"
              byDomain: false
              strongShares: [0.2,0.5,0.8]
              costShares: [0.1,0.25,0.5]
              points: {}
              default: ""
            evaluation:
              resamples: 1000
            bundle:
              goldenRows: 200

            """;
        Assert.AreEqual(Expected.ReplaceLineEndings("\n"), Yaml.Text(new TrainerOptions()));
    }

    [TestMethod]
    public void Write_AnyOptions_ReadBackTheSame() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var options = Random(new SeededRandom((ulong)seed));
            Yaml.AssertSame(options, Yaml.Bind(Yaml.Text(options)));
        }).QuickCheckThrowOnFailure();

    [TestMethod]
    [DataRow("naïve \"quoted\" \\ 'text' # no comment: {a} [b] & * ! | > % @ `")]
    [DataRow("你好 👍🏽 \u2028 \u0085 \t \r\n \u007f \ufeff")]
    [DataRow("null")]
    [DataRow("~")]
    [DataRow(" 12 ")]
    [DataRow("")]
    public void Write_AwkwardTexts_ReadBackTheSame(string text)
    {
        var options = new TrainerOptions
        {
            Name = text,
            Data = new DataOptions { Weak = text, Table = [text], Prices = new Dictionary<string, PriceOptions> { [text] = new() { InputUsdPerMTok = 1 } } },
        };
        var read = Yaml.Bind(Yaml.Text(options));
        Assert.AreEqual((text, text, text, text), (read.Name, read.Data.Weak, read.Data.Table.Single(), read.Data.Prices.Keys.Single()));
    }

    [TestMethod]
    public void Write_Wishes_ReadBackTheSame()
    {
        var points = new Dictionary<string, Wish>
        {
            ["economy"] = new() { CostShare = 0.1 },
            ["quick"] = new() { Latency = 2, LatencyShare = 0.9 },
        };
        var read = Yaml.Bind(Yaml.Text(new TrainerOptions { Calibration = new CalibrationOptions { Points = points } }));
        CollectionAssert.AreEqual(points.ToArray(), read.Calibration.Points.ToArray());
    }

    private static ILearner Drawn(LearnerFamily family, SeededRandom random)
    {
        var space = new SearchSpace([family], ["words"], isPair: random.Next(2) == 0);
        return space.ToSpec(0, space.Draw(random)).Learner;
    }

    // Everything that every learner has by itself, written out.
    private static SortedDictionary<string, IReadOnlyDictionary<string, JsonElement>> Space() => new(
        LearnerFamily.All.ToDictionary(family => family.Name, Space), StringComparer.Ordinal);

    private static IReadOnlyDictionary<string, JsonElement> Space(LearnerFamily family) => new SortedDictionary<string, JsonElement>(
        family.Space.ToDictionary(setting => setting.Name, setting => JsonSerializer.SerializeToElement(setting.Domain.ToOption())),
        StringComparer.Ordinal);

    private static TrainerOptions Random(SeededRandom random)
    {
        T Pick<T>(params T[] values) => values[random.Next(values.Length)];
        double Number() => Pick(random.NextDouble(), random.NextDouble() * 1e-9, random.Next(1000), double.Epsilon, double.MaxValue);
        string[] Names(int most) => [.. Enumerable.Range(0, random.Next(most)).Select(_ => Pick("a", "b/c-1.5", "é ü", "x: y", "- z"))];
        var tuned = new RouterDcLearner(FineTuning: new(Rate: Number(), Layers: Pick<int?>(null, 2)));
        ILearner? learner = Pick([null, tuned, .. LearnerFamily.All.Select(family => Drawn(family, random))]);
        return new TrainerOptions
        {
            Name = Pick("router", "my router", "42", "true"),
            Seed = random.NextUInt64(),
            Learner = learner,
            Data = new DataOptions
            {
                Table = Names(4),
                Sample = Pick(null, new SampleOptions { Queries = random.Next(9999), Seed = random.NextUInt64() }),
                Weak = Pick(null, "weak one"),
                TestShare = Number(),
                Scores = Pick(null, "scores.csv"),
                Cascade = Pick(null, new CascadeOptions { VerifierUsd = Number(), VerifierSeconds = Number(), Order = Pick<IReadOnlyList<string>>([], ["b", "a: 1"]) }),
                HoldOutDomains = Names(3),
                Prices = Names(4)
                    .Distinct()
                    .Order(StringComparer.Ordinal)
                    .ToDictionary(name => name, _ => new PriceOptions { InputUsdPerMTok = Number(), OutputUsdPerMTok = Number() }),
            },
            Objective = new ObjectiveOptions { CostWeight = Number() },
            Sweep = new SweepOptions
            {
                Trials = random.Next(1000),
                Seconds = Number(),
                Learners = Names(3),
                Space = Pick(new(StringComparer.Ordinal), Space()),
            },
            Calibration = new CalibrationOptions { StrongShares = [Number(), Number()], CostShares = [], Default = Pick("", "strong-50") },
        };
    }
}
