using Trainer.Learners;
using Trainer.Learners.Cascade;
using Trainer.Learners.External;

namespace Trainer.Tests.Learners;

// Without a name for a pair, one for each model of a pool: both are among these.
[TestClass]
public sealed class ExternalContract : LearnerContract
{
    protected override IReadOnlyList<string> ScoreNames => ["model 0", "model 1", "model 2", "model 3", "verified"];

    internal override ILearner Create() => new OfEither(new ExternalLearner("verified"), new ExternalLearner());
}

[TestClass]
public sealed class ExternalDescendingContract : LearnerContract
{
    protected override IReadOnlyList<string> ScoreNames => ["model 3", "model 2", "model 1", "model 0"];

    internal override ILearner Create() => new OfEither(new ExternalLearner("model 1", Descending: true), new ExternalLearner(Descending: true));
}

[TestClass]
public sealed class AutoMixContract : LearnerContract
{
    protected override IReadOnlyList<string> ScoreNames => ["verified"];

    protected override bool IsForPairsOnly => true;

    internal override ILearner Create() => new AutoMixLearner();
}

[TestClass]
public sealed class AutoMixFineContract : LearnerContract
{
    protected override IReadOnlyList<string> ScoreNames => ["other", "verified"];

    protected override bool IsForPairsOnly => true;

    internal override ILearner Create() => new AutoMixLearner("verified", Bins: 50, Sigma: 0);
}

[TestClass]
public sealed class CascadeContract : LearnerContract
{
    protected override IReadOnlyList<string> ScoreNames => ["model 0", "model 1", "model 2"];

    internal override ILearner Create() => new InACascade(new CascadeLearner());
}

[TestClass]
public sealed class CascadeByQualityContract : LearnerContract
{
    protected override IReadOnlyList<string> ScoreNames => ["model 2", "other", "model 1", "model 0"];

    internal override ILearner Create() => new InACascade(new CascadeLearner(CostWeight: null));
}

/// <summary>A learner whose models are asked one after another.</summary>
internal sealed record InACascade(ILearner Learner) : ILearner
{
    public bool UsesFeatures => true;

    public double Operations(TrainingShape shape) => Learner.Operations(shape);

    public IFittedLearner Fit(TrainingSet data, ulong seed, CancellationToken cancellation) =>
        Learner.Fit(data with { IsCascade = true }, seed, cancellation);
}

/// <summary>One learner for pairs and one for pools, whose settings differ.</summary>
internal sealed record OfEither(ILearner Pair, ILearner Pool) : ILearner
{
    public bool UsesFeatures => true;

    public double Operations(TrainingShape shape) => Pair.Operations(shape);

    public IFittedLearner Fit(TrainingSet data, ulong seed, CancellationToken cancellation) =>
        (data.IsPair ? Pair : Pool).Fit(data, seed, cancellation);
}
