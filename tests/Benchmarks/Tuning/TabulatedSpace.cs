using Trainer.Configuration;
using Trainer.Features;
using Trainer.Learners;
using Trainer.Learners.Blend;
using Trainer.Learners.Logistic;
using Trainer.Learners.Mlp;
using Trainer.Learners.Neighbours;
using Trainer.Learners.Settings;
using Trainer.Learners.Trees;
using Trainer.Sweep;
using Trainer.Sweep.Space;

namespace Benchmarks.Tuning;

/// <summary>A search space of grids and the data that it is for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Space">The space.</param>
/// <param name="Objective">What is sought.</param>
/// <param name="Load">Reads the data.</param>
internal sealed record TabulatedSpace(string Name, SearchSpace Space, ObjectiveOptions Objective, Func<RoutingProblem> Load)
{
    public const int Folds = 3;

    private const int Queries = 2000;

    private static readonly LearnerFamily Logistic = LogisticLearner.Family with
    {
        Space =
        [
            Grid("c", 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30),
            Setting.PairChoice("target", PairTarget.Difference, PairTarget.NeedsStrong),
            Setting.Choice("balanced", false, true),
        ],
    };

    private static readonly LearnerFamily Neighbours = NeighboursLearner.Family with
    {
        Space = [Grid("k", 5, 10, 20, 50, 100, 200, 400), Grid("shrinkage", 0.1, 1, 10), Grid("sharpness", 0, 4, 8)],
    };

    private static readonly LearnerFamily Blend = BlendLearner.Family with
    {
        Space =
        [
            Grid("weight", 0.2, 0.4, 0.6, 0.8), Grid("c", 0.1, 0.3, 1, 3), Grid("k", 20, 100, 400), Grid("sharpness", 0, 8),
        ],
    };

    private static readonly LearnerFamily Mlp = MlpLearner.Family with
    {
        Space =
        [
            Grid("rate", 3e-4, 1e-3, 3e-3), Grid("l2", 1e-4, 1e-2, 1), Grid("dropout", 0, 0.2),
            Setting.Choice<int[]>("hidden", [64], [128, 64]),
        ],
    };

    private static readonly LearnerFamily Boosting = BoostingLearner.Family with
    {
        Default = new BoostingLearner(Trees: 50, MaxDepth: 2, LearningRate: 0.1, MaxSparseColumns: 1000, Bins: 64),
        Space = [Grid("trees", 25, 50, 100), Grid("maxDepth", 2, 3, 5), Grid("learningRate", 0.03, 0.1, 0.2), Grid("l2", 1, 10)],
    };

    /// <param name="data">The shared data folder.</param>
    public static IReadOnlyList<TabulatedSpace> All(string data) =>
    [
        new(
            "mmlu",
            new SearchSpace([Logistic, Neighbours, Mlp, Boosting, Blend], ["words", "encoder"], isPair: true),
            new ObjectiveOptions(),
            () => Some(MmluSplit.Load(data).Training)),
        new(
            "pool",
            new SearchSpace([Logistic, Neighbours, Mlp, Blend], ["words", "encoder"], isPair: false),
            new ObjectiveOptions { CostWeight = 0.1 },
            () => Some(RoutingProblem.Load(ConfigurationFile.Read("configs/llmrouter-pool.yaml", []).Data with
            {
                Table = [Path.Combine(data, "llmrouter/data/dcrouter_preprocessed/train.json")],
            }))),
        new(
            "sample",
            new SearchSpace([Logistic, Neighbours, Boosting], ["words", "words+statistics", "words+characters+statistics"], isPair: false),
            new ObjectiveOptions { CostWeight = 0.2 },
            () => RoutingProblem.Load(new DataOptions { Sample = new SampleOptions { Queries = Queries, Seed = 1 } })),
    ];

    private static Setting Grid(string name, params double[] values) => new(name, new GridDomain(values));

    private static RoutingProblem Some(RoutingProblem problem)
    {
        int[] rows = [.. Enumerable.Range(0, problem.Table.Count)];
        new SeededRandom(7).Shuffle<int>(rows);
        return problem.Select([.. rows.Take(Queries).Order()]);
    }
}
