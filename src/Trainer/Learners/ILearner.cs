using System.Text.Json.Serialization;
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
using Trainer.Learners.SimilarityWeighted;

namespace Trainer.Learners;

/// <summary>
/// Hyper-parameters of one kind of learner, and the way from training data to a fitted one. A record of settings only; nothing outside a
/// learner's own folder may assume how it fits.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "name")]
[JsonDerivedType(typeof(ConstantLearner), ConstantLearner.Name)]
[JsonDerivedType(typeof(RandomLearner), RandomLearner.Name)]
[JsonDerivedType(typeof(LogisticLearner), LogisticLearner.Name)]
[JsonDerivedType(typeof(NeighboursLearner), NeighboursLearner.Name)]
[JsonDerivedType(typeof(BlendLearner), BlendLearner.Name)]
[JsonDerivedType(typeof(LinearLearner), LinearLearner.Name)]
[JsonDerivedType(typeof(HybridLearner), HybridLearner.Name)]
[JsonDerivedType(typeof(ClustersLearner), ClustersLearner.Name)]
[JsonDerivedType(typeof(BestLearner), BestLearner.Name)]
[JsonDerivedType(typeof(CheapestLearner), CheapestLearner.Name)]
[JsonDerivedType(typeof(SmallestLearner), SmallestLearner.Name)]
[JsonDerivedType(typeof(LargestLearner), LargestLearner.Name)]
[JsonDerivedType(typeof(CarrotLearner), CarrotLearner.Name)]
[JsonDerivedType(typeof(MlpLearner), MlpLearner.Name)]
[JsonDerivedType(typeof(MfLearner), MfLearner.Name)]
[JsonDerivedType(typeof(BilinearLearner), BilinearLearner.Name)]
[JsonDerivedType(typeof(BoostingLearner), BoostingLearner.Name)]
[JsonDerivedType(typeof(ForestLearner), ForestLearner.Name)]
[JsonDerivedType(typeof(GuardedNeighboursLearner), GuardedNeighboursLearner.Name)]
[JsonDerivedType(typeof(SvmLearner), SvmLearner.Name)]
[JsonDerivedType(typeof(ExternalLearner), ExternalLearner.Name)]
[JsonDerivedType(typeof(AutoMixLearner), AutoMixLearner.Name)]
[JsonDerivedType(typeof(CascadeLearner), CascadeLearner.Name)]
[JsonDerivedType(typeof(EloLearner), EloLearner.Name)]
[JsonDerivedType(typeof(SwRankingLearner), SwRankingLearner.Name)]
[JsonDerivedType(typeof(RouterDcLearner), RouterDcLearner.Name)]
[JsonDerivedType(typeof(GraphRouterLearner), GraphRouterLearner.Name)]
[JsonDerivedType(typeof(BertLearner), BertLearner.Name)]
internal interface ILearner
{
    /// <summary>Whether the learner reads the query's features at all.</summary>
    bool UsesFeatures { get; }

    /// <summary>
    /// Whether its scores are decisions already, ±10 for taking a model or not: they are neither calibrated nor given a threshold.
    /// </summary>
    bool IsPolicy => false;

    /// <summary>Whether it trains <see cref="TrainingSet.Encoder"/> itself and reads texts instead of features.</summary>
    bool TrainsEncoder => false;

    /// <summary>Folds of <c>trainer train</c> at most, for learners whose fits take minutes.</summary>
    int MostFolds => int.MaxValue;

    /// <summary>
    /// About how many multiplications a fit takes: a number that depends on nothing but the settings and the shape of the data, so that a
    /// search may spend by it and stay repeatable.
    /// </summary>
    double Operations(TrainingShape shape);

    /// <summary>Fits the learner; the same data and seed give the same result, bit for bit.</summary>
    IFittedLearner Fit(TrainingSet data, ulong seed, CancellationToken cancellation);
}
