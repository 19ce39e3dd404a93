using Trainer.Features;

namespace Trainer.Sweep.Tuning.Tpe;

/// <summary>
/// Kernels over values without order: 1 on the one that was observed and 1 / (n + 1) on every one, normalised; the prior's is the same
/// for all.
/// </summary>
/// <param name="choices">Number of values.</param>
/// <param name="observed">Those observed, oldest first.</param>
internal sealed class ChoiceKernels(int choices, double[] observed) : Kernels
{
    private readonly double _smoothing = 1.0 / (observed.Length + 1);

    public override void Multiply(double value, Span<double> densities)
    {
        for (var i = 0; i < densities.Length; i++)
        {
            densities[i] *= i == observed.Length
                ? 1.0 / choices
                : (_smoothing + (observed[i] == value ? 1 : 0)) / (1 + (choices * _smoothing));
        }
    }

    public override double Draw(int kernel, SeededRandom random)
    {
        var any = kernel == observed.Length || random.NextDouble() * (1 + (choices * _smoothing)) >= 1;
        return any ? random.Next(choices) : observed[kernel];
    }
}
