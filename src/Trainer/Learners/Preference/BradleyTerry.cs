using System.Globalization;

namespace Trainer.Learners.Preference;

/// <summary>
/// Strengths of models from comparisons. Every model also plays <c>prior</c> battles of no information, spread evenly over all others: half
/// won, or with <see cref="TieRule.Davidson"/> a third won and a third tied.
/// That keeps every strength finite where a model never lost or groups of models
/// never met, and with any number of real battles it moves strengths by about prior / battles.
/// </summary>
/// <param name="Strengths">θ of each model in natural logarithms of odds; their sum is 0.</param>
/// <param name="TieStrength">ν of Davidson's model; 0 where ties count as half wins.</param>
/// <param name="Covariance">[models][models] flat, by the observed information; right for differences and deviations from the mean.</param>
internal sealed record BradleyTerry(double[] Strengths, double TieStrength, double[] Covariance)
{
    private const int MostSteps = 200;

    /// <exception cref="UsageException">The prior is not above 0.</exception>
    public static BradleyTerry Fit(PairCounts observed, TieRule ties, double prior)
    {
        if (prior is not (>= 1e-6 and <= 1e6))
        {
            throw new UsageException(string.Create(
                CultureInfo.InvariantCulture, $"the prior of strengths is {prior} battles per model; allowed is 1e-6 to 1e6"));
        }

        var models = observed.Models;
        if (models < 2)
        {
            return new(new double[models], 0, new double[models]);
        }

        var hasTies = ties == TieRule.Davidson;
        var counts = hasTies ? observed : observed.WithHalfWins();
        var each = prior / (models - 1) / (hasTies ? 3 : 2);
        var (wins, drawn) = (WithPrior(counts.Wins, models, each), WithPrior(counts.Ties, models, each));
        var solver = new BradleyTerrySolver(models, hasTies);
        var parameters = new double[models + (hasTies ? 1 : 0)];
        solver.Solve(wins, drawn, parameters, MostSteps);
        return new(parameters[..models], hasTies ? Math.Exp(parameters[models]) : 0, solver.Covariance(wins, drawn, parameters));
    }

    /// <summary>The same number more between every two models.</summary>
    public static double[] WithPrior(double[] counts, int models, double each)
    {
        var more = Array.ConvertAll(counts, count => count + each);
        for (var m = 0; m < models; m++)
        {
            more[(m * models) + m] = 0;
        }

        return more;
    }
}
