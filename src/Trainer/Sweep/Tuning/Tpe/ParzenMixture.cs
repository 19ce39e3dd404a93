using Trainer.Features;
using Trainer.Learners.Settings;

namespace Trainer.Sweep.Tuning.Tpe;

/// <summary>
/// A density over some dimensions together: one component per observed point, the product of its kernels, and a prior that knows nothing
/// (Falkner et al. 2018, ICML 35; Watanabe 2023, arXiv:2304.11127).
/// </summary>
internal sealed class ParzenMixture
{
    private const int Recent = 25;

    private readonly Kernels[] _kernels;
    private readonly double[] _components;

    /// <param name="domains">The dimensions.</param>
    /// <param name="points">The observed points, oldest first, each a value per dimension.</param>
    public ParzenMixture(IReadOnlyList<Domain> domains, IReadOnlyList<double[]> points)
    {
        _kernels = [.. domains.Select((domain, i) => Kernels.Around(domain, [.. points.Select(point => point[i])]))];
        Weights = WeightsOf(points.Count);
        _components = new double[Weights.Length];
    }

    /// <summary>Weight of each component, the prior's last; their sum is 1.</summary>
    public double[] Weights { get; }

    /// <summary>The density of a point, of whole numbers and choices the probability.</summary>
    public double Density(ReadOnlySpan<double> point)
    {
        Weights.CopyTo(_components, 0);
        for (var i = 0; i < _kernels.Length; i++)
        {
            _kernels[i].Multiply(point[i], _components);
        }

        double sum = 0;
        foreach (var component in _components)
        {
            sum += component;
        }

        return sum;
    }

    public double[] Draw(SeededRandom random)
    {
        var (component, place) = (0, random.NextDouble());
        while (component < Weights.Length - 1 && (place -= Weights[component]) >= 0)
        {
            component++;
        }

        return Array.ConvertAll(_kernels, kernels => kernels.Draw(component, random));
    }

    // Every point counts 1 up to 25; of more the newest 25 do, and the older ones from 1/n on in even steps up to 1. So does the prior.
    private static double[] WeightsOf(int points)
    {
        var ramp = points - Recent;
        var weights = new double[points + 1];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = i >= ramp ? 1 : ramp == 1 ? 1.0 / points : (1.0 / points) + ((1 - (1.0 / points)) * i / (ramp - 1));
        }

        var sum = weights.Sum();
        return Array.ConvertAll(weights, weight => weight / sum);
    }
}
