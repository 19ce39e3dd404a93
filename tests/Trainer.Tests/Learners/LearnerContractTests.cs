using Trainer.Features.Encoders;
using Trainer.Learners;
using Trainer.Learners.Baselines;
using Trainer.Learners.Blend;
using Trainer.Learners.Carrot;
using Trainer.Learners.Clusters;
using Trainer.Learners.Contrastive;
using Trainer.Learners.Factorisation;
using Trainer.Learners.FineTuning;
using Trainer.Learners.GraphRouter;
using Trainer.Learners.Hybrid;
using Trainer.Learners.Logistic;
using Trainer.Learners.Mlp;
using Trainer.Learners.Neighbours;
using Trainer.Learners.Preference;
using Trainer.Learners.SimilarityWeighted;

namespace Trainer.Tests.Learners;

[TestClass]
public sealed class ConstantContract : LearnerContract
{
    internal override ILearner Create() => new ConstantLearner();
}

[TestClass]
public sealed class RandomContract : LearnerContract
{
    internal override ILearner Create() => new RandomLearner();
}

[TestClass]
public sealed class LogisticDifferenceContract : LearnerContract
{
    internal override ILearner Create() => new LogisticLearner(C: 2, PairTarget.Difference, Balanced: true);
}

[TestClass]
public sealed class LogisticNeedsStrongContract : LearnerContract
{
    internal override ILearner Create() => new LogisticLearner(C: 0.5, PairTarget.NeedsStrong);
}

[TestClass]
public sealed class NeighboursContract : LearnerContract
{
    internal override ILearner Create() => new NeighboursLearner(K: 7, Shrinkage: 0.5);
}

[TestClass]
public sealed class NeighboursTruncatedContract : LearnerContract
{
    internal override ILearner Create() => new NeighboursLearner(K: 500, Shrinkage: 2, MaxTerms: 10);
}

[TestClass]
public sealed class NeighboursSharpContract : LearnerContract
{
    internal override ILearner Create() => new NeighboursLearner(K: 9, Shrinkage: 0.2, Sharpness: 12);
}

[TestClass]
public sealed class BlendContract : LearnerContract
{
    internal override ILearner Create() => new BlendLearner(Weight: 0.3, C: 2, K: 8);
}

[TestClass]
public sealed class LinearContract : LearnerContract
{
    internal override ILearner Create() => new LinearLearner(C: 2);
}

[TestClass]
public sealed class HybridProbabilisticContract : LearnerContract
{
    internal override ILearner Create() => new HybridLearner(HybridLabels.Probabilistic, 0.3);
}

[TestClass]
public sealed class HybridTransformedContract : LearnerContract
{
    internal override ILearner Create() => new HybridLearner(HybridLabels.Transformed);
}

[TestClass]
public sealed class ClustersContract : LearnerContract
{
    internal override ILearner Create() => new ClustersLearner(K: 9, Sharpness: 40);
}

[TestClass]
public sealed class ClustersRankedContract : LearnerContract
{
    internal override ILearner Create() => new ClustersLearner(K: 200, Ranked: true);
}

[TestClass]
public sealed class BestContract : LearnerContract
{
    internal override ILearner Create() => new BestLearner();
}

[TestClass]
public sealed class CarrotLinearContract : LearnerContract
{
    internal override ILearner Create() => new CarrotLearner();
}

[TestClass]
public sealed class CarrotNeighboursContract : LearnerContract
{
    internal override ILearner Create() => new CarrotLearner(Estimator.Neighbours, K: 9);
}

[TestClass]
public sealed class MlpContract : LearnerContract
{
    internal override ILearner Create() => new MlpLearner { Hidden = [24, 12] };
}

[TestClass]
public sealed class MlpNeedsStrongContract : LearnerContract
{
    internal override ILearner Create() =>
        new MlpLearner(PairTarget.NeedsStrong, Rate: 0.01, Batch: 16, Epochs: 20, Dropout: 0.3, Noise: 0.2) { Hidden = [32] };
}

[TestClass]
public sealed class MlpLinearContract : LearnerContract
{
    internal override ILearner Create() => new MlpLearner(Validation: 0, Epochs: 20, Patience: 0) { Hidden = [] };
}

[TestClass]
public sealed class EloContract : LearnerContract
{
    internal override ILearner Create() => new EloLearner();
}

[TestClass]
public sealed class EloWithTiesContract : LearnerContract
{
    internal override ILearner Create() => new EloLearner(TieRule.Davidson, Prior: 2);
}

[TestClass]
public sealed class SwRankingContract : LearnerContract
{
    internal override ILearner Create() => new SwRankingLearner();
}

[TestClass]
public sealed class SwRankingTwoTiersContract : LearnerContract
{
    internal override ILearner Create() => new SwRankingLearner(Tiers: 2, Prior: 0.01, MaxQueries: 50, MaxTerms: 10);
}

[TestClass]
public sealed class SwRankingWithoutTiersContract : LearnerContract
{
    internal override ILearner Create() => new SwRankingLearner(Tiers: 0, Prior: 20);
}

[TestClass]
public sealed class RouterDcContract : LearnerContract
{
    internal override ILearner Create() => new RouterDcLearner(Width: 24, Rate: 0.01, Batch: 16, Epochs: 15);
}

[TestClass]
public sealed class RouterDcIdentityContract : LearnerContract
{
    internal override ILearner Create() => new RouterDcLearner(Width: 0, Temperature: 0.2, TopK: 1, LastK: 1, Epochs: 10, Validation: 0);
}

[TestClass]
public sealed class RouterDcHiddenContract : LearnerContract
{
    internal override ILearner Create() => new RouterDcLearner(Width: 8, Hidden: 12, ClusterWeight: 0, Rate: 0.01, Epochs: 10, Patience: 0);
}

[TestClass]
public sealed class GraphRouterContract : LearnerContract
{
    internal override ILearner Create() => new GraphRouterLearner(Width: 16, Rate: 0.01, Epochs: 15);
}

[TestClass]
public sealed class GraphRouterSampledContract : LearnerContract
{
    internal override ILearner Create() =>
        new GraphRouterLearner(Width: 8, Hidden: 12, Visible: 0.6, Draws: 2, Edges: 40, Epochs: 10, Patience: 0, Validation: 0);
}

[TestClass]
public sealed class BertFourClassesContract : LearnerContract
{
    private static readonly Lazy<Encoder> Tiny = new(() => TinyTransformer.Load());

    internal override Encoder Encoder => Tiny.Value;

    internal override ILearner Create() => new BertLearner(Rate: 1e-3, Epochs: 2);
}

[TestClass]
public sealed class BertTopLayerContract : LearnerContract
{
    private static readonly Lazy<Encoder> Tiny = new(() => TinyTransformer.Load());

    internal override Encoder Encoder => Tiny.Value;

    internal override ILearner Create() => new BertLearner(PairClasses.Three, Rate: 1e-3, MaxTokens: 16, Layers: 1);
}

[TestClass]
public sealed class BertHybridContract : LearnerContract
{
    private static readonly Lazy<Encoder> Tiny = new(() => TinyTransformer.Load());

    internal override Encoder Encoder => Tiny.Value;

    internal override ILearner Create() => new BertLearner(PairClasses.Hybrid, Rate: 1e-3, Batch: 16);
}

[TestClass]
public sealed class RouterDcFineTuningContract : LearnerContract
{
    private static readonly Lazy<Encoder> Tiny = new(() => TinyTransformer.Load());

    internal override Encoder Encoder => Tiny.Value;

    internal override ILearner Create() => new RouterDcLearner(Clusters: 4, FineTuning: new(Rate: 1e-3, HeadRate: 10, Epochs: 2));
}

[TestClass]
public sealed class RouterDcFineTuningTopLayerContract : LearnerContract
{
    private static readonly Lazy<Encoder> Tiny = new(() => TinyTransformer.Load());

    internal override Encoder Encoder => Tiny.Value;

    internal override ILearner Create() =>
        new RouterDcLearner(
            Temperature: 0.1, TopK: 1, LastK: 2, ClusterWeight: 0, FineTuning: new(Rate: 1e-3, HeadRate: 10, MaxTokens: 16, Layers: 1));
}

[TestClass]
public sealed class MfContract : LearnerContract
{
    internal override ILearner Create() => new MfLearner(Width: 16, Rate: 0.01);
}

[TestClass]
public sealed class MfBestAgainstOthersContract : LearnerContract
{
    internal override ILearner Create() => new MfLearner(
        ComparedPairs.Best, TieTarget.First, Weighted: false, Skill: false, Rate: 1e-3, L2: 0, Noise: 0, Batch: 1, Epochs: 5, Patience: 0,
        Validation: 0);
}

[TestClass]
public sealed class BilinearEmbedLlmContract : LearnerContract
{
    internal override ILearner Create() => new BilinearLearner(Width: 24, Noise: 0.1);
}

[TestClass]
public sealed class BilinearIrtContract : LearnerContract
{
    internal override ILearner Create() => new BilinearLearner(BilinearForm.Irt, Epochs: 20);
}
