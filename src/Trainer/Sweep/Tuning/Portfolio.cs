using Trainer.Learners;
using Trainer.Learners.Blend;
using Trainer.Learners.Carrot;
using Trainer.Learners.Clusters;
using Trainer.Learners.Factorisation;
using Trainer.Learners.Logistic;
using Trainer.Learners.Mlp;
using Trainer.Learners.Neighbours;
using Trainer.Learners.Trees;

namespace Trainer.Sweep.Tuning;

/// <summary>
/// Configurations that do well on real data: feature sets and learners, the cheap ones first. They were chosen by three-fold
/// cross-validation on training rows alone: for pairs of RouteLLM's MMLU tables without the test rows of split 42, some fifty
/// configurations; for pools of LLMRouter's nine models and of made-up traffic, 70 and 58 random ones. Of each learner and feature set at
/// most one was kept, besides a default that docs/benchmarks.md shows to be good (the network of pairs). Differences of 0.005 between
/// entries are noise; what counts is that they are of different kinds.
/// </summary>
internal static class Portfolio
{
    private const string Ngrams = "words+characters";
    private const string Meaning = "encoder";
    private const string MeaningAndWords = "encoder+words";
    private const string Everything = "encoder+words+characters";

    private static readonly (string Features, ILearner Learner)[] Pair =
    [
        (Ngrams, new LogisticLearner(C: 0.2)),
        (Everything, new LogisticLearner(C: 0.2)),
        (MeaningAndWords, new LogisticLearner(C: 0.4)),
        (Meaning, new LogisticLearner()),
        (Ngrams, new NeighboursLearner(K: 300)),
        (Ngrams, new BlendLearner(Weight: 0.4, C: 0.33, K: 300, Sharpness: 0)),
        (Everything, new BlendLearner(Weight: 0.65, C: 0.33, K: 300, Shrinkage: 0.25, Sharpness: 0)),
        (MeaningAndWords, new BlendLearner(Weight: 0.4, K: 300, Shrinkage: 0.25, Sharpness: 0)),
        (Meaning, new BlendLearner(Weight: 0.4, K: 300, Sharpness: 0)),
        (Ngrams, new BilinearLearner(Rate: 0.0013, L2: 3e-5, Noise: 0.08)),
        (MeaningAndWords, new BilinearLearner()),
        (Everything, BoostingLearner.Family.Default),
        (Ngrams, new MlpLearner()),
    ];

    private static readonly (string Features, ILearner Learner)[] Pool =
    [
        (Everything, new NeighboursLearner()),
        (MeaningAndWords, new NeighboursLearner(K: 106, Shrinkage: 6.9)),
        (Everything, new LogisticLearner(C: 0.17)),
        (Everything, new LinearLearner(C: 0.09)),
        (MeaningAndWords, new BlendLearner(Weight: 0.23, C: 0.03, K: 123, Shrinkage: 2.6, Sharpness: 2.8)),
        (Ngrams, new LogisticLearner(C: 0.2)),
        (Everything, new CarrotLearner(C: 0.17)),
        (Meaning, new ClustersLearner(K: 36, Sharpness: 59, Shrinkage: 14)),
        (Everything, new ClustersLearner()),
        (Everything, BoostingLearner.Family.Default),
        (Everything, new BilinearLearner()),
        (MeaningAndWords, new MlpLearner(Rate: 3.9e-4, L2: 3.8e-3) { Hidden = [256, 128] }),
        (Everything, new MlpLearner(Rate: 9.2e-4, L2: 3.1e-5, Dropout: 0.5)),
    ];

    /// <summary>At most 16, in the order in which they are tried.</summary>
    public static IReadOnlyList<(string Features, ILearner Learner)> Of(bool isPair) => isPair ? Pair : Pool;
}
