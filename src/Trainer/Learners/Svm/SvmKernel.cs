namespace Trainer.Learners.Svm;

/// <summary>What a support vector machine takes for similarity.</summary>
internal enum SvmKernel
{
    /// <summary>Radial on dense vectors alone, linear as soon as there are sparse columns.</summary>
    Auto,

    /// <summary>The dot product.</summary>
    Linear,
}
