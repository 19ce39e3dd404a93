using System.Globalization;
using System.Text.Json;
using Trainer.Evaluation;
using Trainer.Evaluation.Report;
using Trainer.Export;
using Trainer.Features;
using Trainer.Features.Data;
using Trainer.Reporting;
using Trainer.Sweep;

namespace Trainer.Tests.Reporting;

/// <summary>Reports of made-up traffic, judged as real traffic is.</summary>
internal static class SampleRuns
{
    private const int Queries = 600;
    private static readonly string[] Domains = ["code", "extraction", "law", "mathematics", "translation"];
    private static readonly double[] CostUsd = [0.00011, 0.00048, 0.0029, 0.0117];
    private static readonly string[] PoolNames = ["small-8b", "medium-32b", "large-flash", "frontier-pro"];

    public static IEnumerable<(string Name, RunReport Report)> All =>
    [
        ("pair", Pair()),
        ("pair without prices", Pair(withCosts: false)),
        ("pair that is not worth it", Pair(skill: 0)),
        ("pair without a gap", PairWithoutGap()),
        ("pool", Pool()),
        ("pool without prices", Pool(withCosts: false)),
        ("search", Search()),
        ("search for several goals", SearchForGoals()),
        ("search that was interrupted at once", Search() with { Trials = [SearchTrial(0)], ChosenTrial = 0, Search = Found([0]) }),
    ];

    public static RunReport Pair(
        bool withCosts = true,
        double skill = 0.8,
        string weak = "small-8b",
        string strong = "frontier-pro",
        string domain = "mathematics")
    {
        var random = new SeededRandom(7);
        var (weakQuality, strongQuality, scores) = (new double[Queries], new double[Queries], new double[Queries]);
        var (weakCost, strongCost) = (new double[Queries], new double[Queries]);
        for (var i = 0; i < Queries; i++)
        {
            var difficulty = Difficulty(i, random);
            weakQuality[i] = random.NextDouble() < 0.95 - (0.85 * difficulty) ? 1 : 0;
            strongQuality[i] = random.NextDouble() < 0.97 - (0.25 * difficulty) ? 1 : 0;
            scores[i] = Math.Round(Math.Clamp(0.1 + (skill * 0.6 * difficulty) + (0.08 * random.NextGaussian()), 0.001, 0.999), 3);
            (weakCost[i], strongCost[i]) = (CostUsd[0] * random.NextDouble(0.4, 1.6), CostUsd[3] * random.NextDouble(0.4, 1.6));
        }

        var outcomes = new PairOutcomes(weakQuality, strongQuality, withCosts ? weakCost : null, withCosts ? strongCost : null);
        NamedSetting[] points = [.. new[] { 0.5, 0.2, 0.8 }
            .Select(wanted => new NamedSetting(Name(wanted), scores.OrderDescending().ElementAt((int)(wanted * Queries))))];

        // Before calibration the scores were three times as sure.
        double[] uncalibrated = [.. scores.Select(p => 1 / (1 + Math.Pow((1 - p) / p, 3)))];
        var report = PairEvaluation.Run(outcomes, scores, points, Options([weak, strong], domain), uncalibrated);
        return Run("support-desk", RoutingTask.Pair, "APGR", [weak, strong], report, points, 0.5) with
        {
            Calibration = new("auto", "beta", false, [
                new("platt", new(0.515, 0.505, 0.525, 2400), new(0, 0, 0, 2400), 0),
                new("beta", new(0.51, 0.5, 0.52, 2400), new(-0.005, -0.01, -0.001, 2400), 0.002),
            ]),
        };
    }

    public static RunReport Pool(bool withCosts = true, IReadOnlyList<string>? names = null)
    {
        var random = new SeededRandom(11);
        var (quality, predicted, cost) = (Columns(), Columns(), Columns());
        double[] ability = [0.35, 0.55, 0.75, 0.9];
        for (var i = 0; i < Queries; i++)
        {
            var difficulty = Difficulty(i, random);
            for (var m = 0; m < 4; m++)
            {
                var truth = Math.Clamp(1 / (1 + Math.Exp(9 * (difficulty - ability[m]))), 0.02, 0.96);
                quality[m][i] = random.NextDouble() < truth ? 1 : 0;
                predicted[m][i] = Math.Clamp(truth + (0.1 * random.NextGaussian()), 0.01, 0.99);
                cost[m][i] = CostUsd[m] * random.NextDouble(0.4, 1.6);
            }
        }

        names ??= PoolNames;
        NamedSetting[] points = [new("cost 25 %", 45), new("cost 10 %", 160), new("cost 50 %", 14)];
        var report = PoolEvaluation.Run(
            new PoolOutcomes(quality, withCosts ? cost : null),
            PoolScores.WithFixedCosts(predicted, CostUsd),
            points,
            Options(names, "mathematics"));
        return Run("gateway", RoutingTask.Pool, "quality − cost", names, report, points, 0.0021);
    }

    /// <summary>The smallest and emptiest: equal models, equal scores, one cluster, one trial.</summary>
    public static RunReport PairWithoutGap()
    {
        var outcomes = new PairOutcomes([1, 0, 1], [1, 0, 1], cluster: [0, 0, 0]);
        NamedSetting[] points = [new("never", double.PositiveInfinity)];
        var report = PairEvaluation.Run(outcomes, [2, 2, 2], points, new EvaluationOptions { Models = ["a", "b"] });
        return Run("empty", RoutingTask.Pair, "APGR", ["a", "b"], report, points, double.NaN) with
        {
            Trials = [new(0, "", "constant", "", double.NaN, double.NaN, null)],
            ChosenTrial = 0,
        };
    }

    /// <summary>A pair after a search with completed, stopped and failed trials, whose winner is one of an ensemble.</summary>
    public static RunReport Search() => Pair() with
    {
        Trials = [.. Enumerable.Range(0, 24).Select(SearchTrial)],
        ChosenTrial = 16,
        Search = Found([16]) with
        {
            Ensemble = "0.60 mlp on words (trial 16), 0.40 neighbours on characters (trial 6)",
            Importance = [new("mlp.rate", 0.42, 12, 0.002), new("learner", 0.05, 22, 0.3)],
        },
    };

    /// <summary>A search for quality at little size.</summary>
    public static RunReport SearchForGoals() => Search() with
    {
        Search = Found([3, 16]) with { Goals = ["apgr", "size"], Maximised = [true, false], Ended = "it was interrupted" },
    };

    private static SearchReport Found(IReadOnlyList<int> front) => new(
        "auto",
        "paired-test",
        ["apgr"],
        [true],
        18,
        new Estimate(0.012, 0.004, 0.021, 2388),
        new Estimate(0.706, 0.69, 0.72, 2388),
        front,
        null,
        "all trials were done")
    {
        Settings = [new("mlp", "layers", false, false), new("mlp", "rate", true, true), new("neighbours", "k", true, true)],
    };

    private static TrialReport SearchTrial(int number)
    {
        var trial = Trial(number);
        var x = number * 0.618 % 1;
        var isMlp = trial.Learner == "logistic";
        var settings = isMlp
            ? new Dictionary<string, object> { ["layers"] = (int[])[64, 32 << (number % 2)],
                ["rate"] = Math.Round(Math.Pow(10, -1 - (3 * x)), 5) }
            : new Dictionary<string, object> { ["k"] = 5 + (int)(90 * x) };
        var state = number == 9 ? TrialState.Failed : number % 6 == 1 ? TrialState.Stopped : TrialState.Completed;
        return trial with
        {
            Learner = isMlp ? "mlp" : "neighbours",
            State = state,
            Share = state == TrialState.Stopped ? 0.2 : 1,
            Failure = state == TrialState.Stopped ? "its first fold is hopeless" : trial.Failure,
            Origin = "tpe",
            Values = [trial.Objective, 1e5 * (number + 1)],
            SettingValues = settings.ToDictionary(setting => setting.Key, setting => JsonSerializer.SerializeToElement(setting.Value)),
        };
    }

    private static double Difficulty(int query, SeededRandom random) =>
        Math.Clamp((0.15 * (query % Domains.Length)) + (0.5 * random.NextDouble()), 0, 1);

    private static double[][] Columns() => [.. PoolNames.Select(_ => new double[Queries])];

    private static string Name(double share) => string.Create(CultureInfo.InvariantCulture, $"strong {share:P0}");

    private static EvaluationOptions Options(IReadOnlyList<string> models, string domain) => new()
    {
        Models = models,
        Domains = [.. Enumerable.Range(0, Queries)
            .Select(i => Domains[i % Domains.Length] is var name && name == "mathematics" ? domain : name)],
        CurveResamples = 200,
        MeanResamples = 1000,
    };

    private static RunReport Run(
        string name,
        RoutingTask task,
        string objective,
        IReadOnlyList<string> models,
        EvaluationReport evaluation,
        NamedSetting[] points,
        double achieved) => new()
    {
        Name = name,
        TrainerVersion = "0.1.0",
        Task = task,
        Data = new(
            "long table, traffic.csv",
            new string('a', 64),
            [new InputFile("traffic.csv", new string('b', 64))],
            models,
            2400,
            Queries,
            12,
            5),
        Objective = objective,
        Folds = 5,
        Trials = [.. Enumerable.Range(0, 24).Select(Trial)],
        ChosenTrial = 16,
        Calibrated = [.. points.Select(
            point => new CalibratedPoint(point.Name, $"as close as possible to {point.Name}", point.Setting, achieved, 2400))],
        Evaluation = evaluation,
    };

    // Smooth in its settings, so that the chart looks as charts of searches do.
    private static TrialReport Trial(int number)
    {
        if (number == 9)
        {
            return new(
                number,
                "words",
                "neighbours",
                "k 400, shrinkage 0",
                double.NaN,
                double.NaN,
                "400 neighbours of 312 queries; at most as many as there are")
            {
                State = TrialState.Failed,
            };
        }

        var x = number * 0.618 % 1;
        return number % 3 == 0
            ? new(
                number,
                "characters",
                "neighbours",
                string.Create(CultureInfo.InvariantCulture, $"k {5 + (int)(90 * x)}, shrinkage 1"),
                0.66 + (0.08 * x * (1 - x)),
                0.012,
                null)
            : new(
                number,
                "words+statistics",
                "logistic",
                string.Create(CultureInfo.InvariantCulture, $"c {x + 0.01:0.##}, balanced false"),
                0.72 - (0.2 * (x - 0.9) * (x - 0.9)),
                0.009,
                null);
    }
}
