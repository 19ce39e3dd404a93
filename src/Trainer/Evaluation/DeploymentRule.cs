using System.Globalization;
using Trainer.Evaluation.Report;

namespace Trainer.Evaluation;

/// <summary>
/// A router is worth deploying if, somewhere, it is above what a coin between single models gives: at one of its operating
/// points, or over its whole curve. Looking in k places gives chance k opportunities, so each lower bound is taken at 2.5 % / k
/// (Bonferroni): the whole rule says deploy of a coin at most about once in forty.
/// </summary>
internal static class DeploymentRule
{
    // Always strong stands on the hull exactly; rounding may not lift it.
    private const double Rounding = 1e-12;

    /// <param name="places">What was looked at, with what a coin would give there.</param>
    public static Verdict Decide(IReadOnlyList<(string Place, Replicates Statistic, double Coin)> places)
    {
        var level = 0.025 / places.Count;
        var best = places
            .Select(place => (place.Place, place.Statistic.Value, place.Coin, Bound: place.Statistic.Bound(level) - place.Coin))
            .Where(place => !double.IsNaN(place.Bound))
            .OrderByDescending(place => place.Bound)
            .FirstOrDefault();
        if (best.Place is null)
        {
            return new(
                Decision.DoNotDeploy, "Nothing could be compared with the hull of single models; there is no evidence for the router.");
        }

        var found = string.Create(
            CultureInfo.InvariantCulture,
            $"{best.Place} is {best.Value:0.####}, lower bound {best.Bound + best.Coin:0.####} at {1 - level:0.##%} one-sided "
            + $"({places.Count} comparisons); a coin between single models gives {best.Coin:0.##}");
        return best.Bound > Rounding
            ? new(Decision.Deploy, $"The router beats the hull of single models: {found}.")
            : new(Decision.DoNotDeploy, $"The router is not shown to beat the hull of single models: at best, {found}.");
    }
}
