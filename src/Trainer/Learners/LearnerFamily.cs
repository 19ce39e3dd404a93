using System.Text.Json;
using Trainer.Learners.Baselines;
using Trainer.Learners.Blend;
using Trainer.Learners.Carrot;
using Trainer.Learners.Clusters;
using Trainer.Learners.Contrastive;
using Trainer.Learners.GraphRouter;
using Trainer.Learners.FineTuning;
using Trainer.Learners.Factorisation;
using Trainer.Learners.Hybrid;
using Trainer.Learners.GuardedNeighbours;
using Trainer.Learners.Cascade;
using Trainer.Learners.External;
using Trainer.Learners.Logistic;
using Trainer.Learners.Mlp;
using Trainer.Learners.Neighbours;
using Trainer.Learners.Trees;
using Trainer.Learners.Svm;
using Trainer.Learners.Preference;
using Trainer.Learners.Settings;
using Trainer.Learners.SimilarityWeighted;

namespace Trainer.Learners;

/// <summary>One kind of learner as the search and the command line know it.</summary>
/// <param name="Name">The name in configurations.</param>
/// <param name="Description">What it does, in one sentence.</param>
/// <param name="Needs">What it needs, and when to use it.</param>
/// <param name="Default">A cheap and sensible starting point.</param>
internal sealed record LearnerFamily(string Name, string Description, string Needs, ILearner Default)
{
    /// <summary>The settings that a search changes.</summary>
    public IReadOnlyList<Setting> Space { get; init; } = [];

    /// <summary>All settings that configurations can name, and their types.</summary>
    public IReadOnlyList<(string Name, Type Type)> Settings { get; } =
    [
        .. Default.GetType().GetProperties().Where(property => property.CanWrite)
            .Select(property => (JsonNamingPolicy.CamelCase.ConvertName(property.Name), property.PropertyType)),
    ];

    public static readonly IReadOnlyList<LearnerFamily> All =
    [
        ConstantLearner.Family,
        RandomLearner.Family,
        BestLearner.Family,
        CheapestLearner.Family,
        SmallestLearner.Family,
        LargestLearner.Family,
        EloLearner.Family,
        LogisticLearner.Family,
        LinearLearner.Family,
        MlpLearner.Family,
        SvmLearner.Family,
        BoostingLearner.Family,
        ForestLearner.Family,
        NeighboursLearner.Family,
        GuardedNeighboursLearner.Family,
        ClustersLearner.Family,
        BlendLearner.Family,
        MfLearner.Family,
        SwRankingLearner.Family,
        BilinearLearner.Family,
        HybridLearner.Family,
        CarrotLearner.Family,
        RouterDcLearner.Family,
        GraphRouterLearner.Family,
        AutoMixLearner.Family,
        CascadeLearner.Family,
        BertLearner.Family,
        ExternalLearner.Family,
    ];

    public static LearnerFamily? Find(string name) =>
        All.FirstOrDefault(family => string.Equals(family.Name, name, StringComparison.Ordinal));
}
