using Trainer.Learners;
using Trainer.Learners.GuardedNeighbours;

namespace Trainer.Tests.Learners;

[TestClass]
public sealed class GuardedNeighboursContract : LearnerContract
{
    internal override ILearner Create() => new GuardedNeighboursLearner();
}

[TestClass]
public sealed class GuardedNeighboursBoldContract : LearnerContract
{
    internal override ILearner Create() => new GuardedNeighboursLearner(K: 15, Shrinkage: 0.3, Confidence: 0.5, Novelty: 0.3);
}
