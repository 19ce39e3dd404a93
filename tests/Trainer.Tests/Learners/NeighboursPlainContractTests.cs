using Trainer.Learners;
using Trainer.Learners.Neighbours;

namespace Trainer.Tests.Learners;

[TestClass]
public sealed class NeighboursPlainContract : LearnerContract
{
    internal override ILearner Create() => new NeighboursLearner(K: 10, Shrinkage: 0.1, Ramp: 0.1);
}

[TestClass]
public sealed class NeighboursVotesContract : LearnerContract
{
    internal override ILearner Create() => new NeighboursLearner(K: 20, Ramp: 0.2, Target: NeighbourTarget.BestModel);
}
