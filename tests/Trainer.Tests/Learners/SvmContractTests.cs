using Trainer.Learners;
using Trainer.Learners.Svm;

namespace Trainer.Tests.Learners;

[TestClass]
public sealed class SvmAutoContract : LearnerContract
{
    internal override ILearner Create() => new SvmLearner();
}

[TestClass]
public sealed class SvmSharpContract : LearnerContract
{
    internal override ILearner Create() => new SvmLearner(C: 4, Gamma: 2, MaxRows: 70);
}

[TestClass]
public sealed class SvmLinearContract : LearnerContract
{
    internal override ILearner Create() => new SvmLearner(C: 0.3, Kernel: SvmKernel.Linear);
}
