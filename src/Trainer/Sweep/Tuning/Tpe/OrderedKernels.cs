using Trainer.Evaluation;
using Trainer.Features;
using Trainer.Learners.Settings;

namespace Trainer.Sweep.Tuning.Tpe;

/// <summary>
/// Normal kernels on the unit scale, cut off at its ends; a whole number has the mass of the stretch from half a step below it to half a
/// step above. A kernel is as wide as the larger gap to its neighbours among all centres and the two ends of the scale, the outermost two
/// as wide as their gap inwards; at most 1 and at least 1 / min(100, n + 2) (Bergstra et al. 2011, NIPS 24, §5.1, with the bounds that
/// Optuna has). The prior's stands in the middle and is 1 wide.
/// </summary>
internal sealed class OrderedKernels : Kernels
{
    private readonly Domain _domain;
    private readonly double[] _masses;

    public OrderedKernels(Domain domain, double[] observed)
    {
        _domain = domain;
        Centres = [.. observed.Select(domain.ToUnit), 0.5];
        Widths = Gaps(Centres);
        var least = 1 / Math.Min(100.0, observed.Length + 2);
        for (var i = 0; i < observed.Length; i++)
        {
            Widths[i] = Math.Clamp(Widths[i], least, 1);
        }

        Widths[^1] = 1;
        _masses = [.. Centres.Zip(Widths, (centre, width) => Mass(0, 1, centre, width))];
    }

    public double[] Centres { get; }

    public double[] Widths { get; }

    public override void Multiply(double value, Span<double> densities)
    {
        var isCounted = _domain.Count is not null;
        var place = _domain.ToUnit(value);
        var low = isCounted ? Math.Max(_domain.ToUnit(value - 0.5), 0) : 0;
        var high = isCounted ? Math.Min(_domain.ToUnit(value + 0.5), 1) : 0;
        for (var i = 0; i < Centres.Length; i++)
        {
            var (centre, width) = (Centres[i], Widths[i]);
            var part = isCounted ? Mass(low, high, centre, width) : StandardNormal.Density((place - centre) / width) / width;
            densities[i] *= part / _masses[i];
        }
    }

    public override double Draw(int kernel, SeededRandom random)
    {
        // The centre is on the scale and the kernel no wider than it, so that at least a third of all draws are inside.
        double place;
        do
        {
            place = Centres[kernel] + (Widths[kernel] * random.NextGaussian());
        }
        while (place is < 0 or > 1);

        return _domain.FromUnit(place);
    }

    private static double Mass(double low, double high, double centre, double width) =>
        StandardNormal.Cdf((high - centre) / width) - StandardNormal.Cdf((low - centre) / width);

    private static double[] Gaps(double[] centres)
    {
        var order = Enumerable.Range(0, centres.Length).OrderBy(i => centres[i]).ToArray(); // ties keep their order
        var widths = new double[centres.Length];
        for (var rank = 0; rank < order.Length; rank++)
        {
            var here = centres[order[rank]];
            var below = rank > 0 ? here - centres[order[rank - 1]] : order.Length > 1 ? 0 : here;
            var above = rank < order.Length - 1 ? centres[order[rank + 1]] - here : order.Length > 1 ? 0 : 1 - here;
            widths[order[rank]] = Math.Max(below, above);
        }

        return widths;
    }
}
