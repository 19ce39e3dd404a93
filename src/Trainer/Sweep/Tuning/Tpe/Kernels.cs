using Trainer.Features;
using Trainer.Learners.Settings;

namespace Trainer.Sweep.Tuning.Tpe;

/// <summary>What one dimension contributes to a Parzen mixture: a kernel per observation and, last, the one of the prior.</summary>
internal abstract class Kernels
{
    /// <summary>Kernels around the values that were observed, oldest first.</summary>
    public static Kernels Around(Domain domain, double[] observed) =>
        domain.IsOrdered ? new OrderedKernels(domain, observed) : new ChoiceKernels(domain.Count!.Value, observed);

    /// <summary>
    /// Of each kernel the probability of a value, or of a continuum its density on the unit scale, multiplied into what stands there.
    /// </summary>
    public abstract void Multiply(double value, Span<double> densities);

    /// <summary>A value from a kernel.</summary>
    public abstract double Draw(int kernel, SeededRandom random);
}
