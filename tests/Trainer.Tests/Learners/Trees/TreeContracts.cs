using Trainer.Learners;
using Trainer.Learners.Trees;

namespace Trainer.Tests.Learners.Trees;

[TestClass]
public sealed class BoostingContract : LearnerContract
{
    internal override ILearner Create() => new BoostingLearner(Trees: 40, MinRows: 3, MinChildWeight: 0.1);
}

[TestClass]
public sealed class BoostingSquaredErrorContract : LearnerContract
{
    internal override ILearner Create() => new BoostingLearner(
        Trees: 30, MaxDepth: 12, MaxLeaves: 9, MinRows: 2, RowShare: 1, ColumnShare: 0.3, Bins: 8, Loss: BoostingLoss.SquaredError);
}

[TestClass]
public sealed class BoostingBestModelContract : LearnerContract
{
    internal override ILearner Create() => new BoostingLearner(Trees: 20, MinRows: 2, Patience: 3, Target: BoostingTarget.BestModel);
}

[TestClass]
public sealed class BoostingNeedsStrongContract : LearnerContract
{
    internal override ILearner Create() =>
        new BoostingLearner(Trees: 20, MinRows: 2, MaxSparseColumns: 30, Target: BoostingTarget.NeedsStrong);
}

[TestClass]
public sealed class BoostingGapContract : LearnerContract
{
    internal override ILearner Create() => new BoostingLearner(Trees: 20, MinRows: 2, Target: BoostingTarget.Gap);
}

[TestClass]
public sealed class ForestContract : LearnerContract
{
    internal override ILearner Create() => new ForestLearner(Trees: 20);
}

[TestClass]
public sealed class ForestOfFewColumnsContract : LearnerContract
{
    internal override ILearner Create() => new ForestLearner(Trees: 15, MaxDepth: 5, MinRows: 4, ColumnShare: 0.1, Bins: 16);
}
