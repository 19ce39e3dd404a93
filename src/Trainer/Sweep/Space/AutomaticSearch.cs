using System.Globalization;
using Trainer.Configuration;
using Trainer.Learners.Cascade;

namespace Trainer.Sweep.Space;

/// <summary>
/// What <c>auto</c> stands for: learners and feature sets that do well on data of this kind and size and can be afforded there, the cheap
/// ones first. The last feature set is where every learner starts.
/// </summary>
internal sealed record AutomaticSearch
{
    /// <summary>How configurations name it.</summary>
    public const string Name = "auto";

    /// <summary>From so many queries a network or trees may beat a regression.</summary>
    public const int EnoughForNetworks = 1000;

    /// <summary>Up to so many queries a router that stores them all decides in a few milliseconds.</summary>
    public const int MostToStore = 20_000;

    /// <summary>Up to so many queries an encoder takes minutes, not hours, the first time.</summary>
    public const int MostToEncode = 100_000;

    /// <summary>Trees for each of more models than this take too long.</summary>
    public const int MostToBoost = 12;

    /// <summary>From so many queries each fold judges enough of them for fewer folds to do.</summary>
    public const int EnoughForFewFolds = 5000;

    private const int UsualFolds = 5;
    private const int FewFolds = 3;

    // On two cores; docs/benchmarks.md has 14,042 prompts in 43 s.
    private const double MillisecondsToEncode = 3;

    /// <summary>Whether two models are told apart by one score.</summary>
    public required bool IsPair { get; init; }

    /// <summary>Queries to learn from.</summary>
    public required int Queries { get; init; }

    /// <summary>Candidate models.</summary>
    public int Models { get; init; } = 2;

    /// <summary>Whether costs of every model are known.</summary>
    public bool HasCosts { get; init; }

    /// <summary>Whether all that is known is who won: a table of battles, not of outcomes.</summary>
    public bool IsBattles { get; init; }

    /// <summary>Whether every query has the user's own embedding.</summary>
    public bool HasEmbeddings { get; init; }

    /// <summary>Whether every query has external scores.</summary>
    public bool HasScores { get; init; }

    /// <summary>Whether they can be a router by themselves: one of a pair, or one for each model of a pool.</summary>
    public bool HasScoreOfEach { get; init; }

    /// <summary>Whether more than one goal is looked for.</summary>
    public bool HasSeveralGoals { get; init; }

    /// <summary>Whether the weak model answers first.</summary>
    public bool IsCascade { get; init; }

    // The models of a pool are asked one after another, and only one learner decides so.
    private bool IsAskedStepByStep => IsCascade && !IsPair;

    /// <summary>
    /// Learners. A pair is won by regressions and what is built on them; in a pool models differ by subject, which neighbours and clusters
    /// see. Nothing that trains an encoder, and what reads nothing but scores only where there are some.
    /// </summary>
    public IReadOnlyList<string> Learners
    {
        get
        {
            if (IsAskedStepByStep)
            {
                return [CascadeLearner.Name];
            }

            var isLarge = Queries >= EnoughForNetworks;
            var isStored = Queries <= MostToStore;
            (string Name, bool IsApt)[] rules =
            [
                ("logistic", true),
                ("linear", !IsPair && !IsBattles),
                ("neighbours", isStored),
                ("blend", isStored),
                ("bilinear", isLarge),
                ("mf", IsBattles),
                ("sw_ranking", IsBattles && isStored),
                ("clusters", !IsPair),
                ("carrot", !IsPair && HasCosts),
                ("boosting", isLarge && Models <= MostToBoost),
                ("mlp", isLarge),
                ("external", HasScores && HasScoreOfEach),
                ("automix", HasScores && HasScoreOfEach && IsPair && IsCascade),
            ];
            return [.. rules.Where(rule => rule.IsApt).Select(rule => rule.Name)];
        }
    }

    /// <summary>
    /// Feature sets: n-grams by themselves, and with vectors, which are the user's own if there are any and the encoder's otherwise.
    /// External scores, which then are known when deciding too, are in all of them.
    /// </summary>
    public IReadOnlyList<string> Features
    {
        get
        {
            if (IsAskedStepByStep)
            {
                return ["scores"];
            }

            var vectors = HasEmbeddings ? "embeddings" : "encoder";
            string[] sets = HasEmbeddings || Queries <= MostToEncode
                ?
                [
                    "words+characters", "words+characters+statistics", vectors, $"{vectors}+statistics", $"{vectors}+words",
                    $"{vectors}+words+characters",
                ]
                : ["words", "words+statistics", "words+characters", "words+characters+statistics"];
            return HasScores ? [.. sets.Select(set => $"{set}+scores")] : sets;
        }
    }

    /// <summary>The facts of a problem.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="data">The data; nothing is looked at but what is known, not how good anybody was.</param>
    public static AutomaticSearch Of(TrainerOptions options, SweepData data)
    {
        var table = data.Problem.Table;
        var hasScores = table.ScoreNames.Count > 0 &&
            Enumerable.Range(0, table.ScoreNames.Count).All(score => table.Score(score).ToArray().All(value => !double.IsNaN(value)));
        return new AutomaticSearch
        {
            IsPair = data.Problem.IsPair,
            Queries = data.Training.Table.Count + (data.Battles?.Problem.Table.Count ?? 0),
            Models = table.Models.Count,
            HasCosts = data.Training.MeanCostUsd().All(double.IsFinite),
            IsBattles = data.Problem.Source.IsBattles,
            HasEmbeddings = options.Data.Embeddings is not null && data.Battles is null,
            HasScores = hasScores && data.Battles is null,
            HasScoreOfEach = data.Problem.IsPair ? table.ScoreNames.Count == 1 : table.Models.All(table.ScoreNames.Contains),
            HasSeveralGoals = options.Objective.Goals.Count > 1,
            IsCascade = options.Data.Cascade is not null,
        };
    }

    /// <summary>The folds that are meant: those that were asked for, or what the number of queries calls for.</summary>
    public int Folds(int asked) => asked > 0 ? asked : Queries >= EnoughForFewFolds ? FewFolds : UsualFolds;

    /// <summary>The options with everything spelled out.</summary>
    public SweepOptions Resolve(SweepOptions options) => options with
    {
        Learners = options.Learners.Contains(Name) ? Learners : options.Learners,
        Features = options.Features.Contains(Name) ? Features : options.Features,
        Folds = Folds(options.Folds),
        Stopping = options.Stopping == Name ? Stopping : options.Stopping,
    };

    // A share of few rows says little, and halving looks at one goal.
    private string Stopping => Queries >= EnoughForFewFolds && !HasSeveralGoals ? "both" : "paired-test";

    /// <summary>What was chosen and what it costs, for people.</summary>
    /// <param name="resolved">What <see cref="Resolve"/> gave.</param>
    public static string Describe(SweepOptions resolved) =>
        $"auto: learners {string.Join(", ", resolved.Learners)}; feature sets {string.Join(", ", resolved.Features)}" +
        (resolved.Features.Any(set => FeatureSet.Parse(set).UsesEncoder)
            ? string.Create(
                CultureInfo.InvariantCulture, $"; the encoder takes about {MillisecondsToEncode} ms for each prompt the first time")
            : "");
}
