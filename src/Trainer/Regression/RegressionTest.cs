using System.Globalization;
using Trainer.Evaluation;

namespace Trainer.Regression;

/// <summary>
/// Compares a candidate router with the baseline on the same queries: mean quality, and mean cost where prices are known, by the paired
/// cluster bootstrap with BCa bounds, judged by <see cref="NonInferiority"/>. O(resamples × clusters).
/// </summary>
internal static class RegressionTest
{
    public static RegressionReport Run(RegressionInput input, RegressionOptions? options = null)
    {
        options ??= new();
        input.Validate();
        var cluster = input.Cluster ?? [.. Enumerable.Range(0, input.QueryIds.Count)];
        var bootstrap = new ClusterBootstrap(cluster, options.Seed);
        var (baseline, candidate) = (input.Baseline, input.Candidate);
        var quality = Compare("quality", baseline.Quality, candidate.Quality, 1, _ => options.QualityMargin, bootstrap, options);
        List<RegressionCheck> checks = [quality with { McNemar = McNemarTest.Of(baseline.Quality, candidate.Quality) }];
        if (baseline.CostUsd is not null || candidate.CostUsd is not null)
        {
            checks.Add(Compare(
                "cost (USD per query)",
                baseline.CostUsd,
                candidate.CostUsd,
                -1,
                mean => options.CostMarginShare * mean,
                bootstrap,
                options));
        }

        var verdict = Overall([.. checks.Select(check => check.Verdict)]);
        var passed = verdict is CheckVerdict.Improved or CheckVerdict.Unchanged
            || (verdict == CheckVerdict.Inconclusive && !options.InconclusiveFails);
        return new(verdict, passed, options.InconclusiveFails, bootstrap.Rows, bootstrap.Clusters, checks, Flips(input));
    }

    /// <summary>Regressed before not computed before inconclusive; Improved if nothing is worse and something is better.</summary>
    public static CheckVerdict Overall(IReadOnlyList<CheckVerdict> verdicts) =>
        new[] { CheckVerdict.Regressed, CheckVerdict.NotComputed, CheckVerdict.Inconclusive, CheckVerdict.Improved }
            .FirstOrDefault(verdicts.Contains, CheckVerdict.Unchanged);

    // better: 1 where more is better, -1 where less is.
    private static RegressionCheck Compare(
        string name,
        double[]? baseline,
        double[]? candidate,
        int better,
        Func<double, double> margin,
        ClusterBootstrap bootstrap,
        RegressionOptions options)
    {
        if (WhyNotComputable(baseline, candidate, bootstrap.Clusters) is { } reason)
        {
            return new() { Name = name, Verdict = CheckVerdict.NotComputed, Explanation = $"Could not compute {name}: {reason}" };
        }

        var means = bootstrap.Means(
            [
                baseline!, candidate!, [.. candidate!.Zip(baseline!, (c, b) => better * (c - b))],
                [.. candidate!.Zip(baseline!, (c, b) => c - b)],
            ],
            options.Resamples);
        var tolerated = margin(means.Value(0));
        var check = new RegressionCheck
        {
            Name = name,
            Verdict = NonInferiority.Judge(means.Mean(2), tolerated),
            Explanation = "",
            Baseline = means.Estimate(0),
            Candidate = means.Estimate(1),
            Difference = means.Estimate(3),
            Margin = tolerated,
            MinimumDetectableEffect = NonInferiority.MinimumDetectableEffect(means.StandardError(2)),
        };

        // The standard error shrinks with the root of n.
        var needed = tolerated > 0 ? bootstrap.Rows * Math.Pow(check.MinimumDetectableEffect / tolerated, 2) : double.PositiveInfinity;
        check = check with { QueriesNeeded = needed <= int.MaxValue ? (int)Math.Ceiling(needed) : null };
        return check with { Explanation = Explain(check) };
    }

    private static string? WhyNotComputable(double[]? baseline, double[]? candidate, int clusters)
    {
        if (baseline is null || candidate is null)
        {
            return $"the {(baseline is null ? "baseline" : "candidate")} router has no values; give them for both.";
        }

        var missing = baseline.Zip(candidate, (b, c) => double.IsFinite(b) && double.IsFinite(c)).Count(known => !known);
        return missing > 0 ? $"the value is missing on {missing} of {baseline.Length} queries; compare on queries where both " +
            $"choices were run."
            : clusters < 2 ? $"there are {clusters} independent groups of queries; at least 2 are needed."
            : null;
    }

    private static string Explain(RegressionCheck check)
    {
        var d = check.Difference;
        var found = string.Create(
            CultureInfo.InvariantCulture,
            $"The difference in {check.Name} is {d.Value:+0.#####;-0.#####;0} (95 % interval {d.Low:0.#####} to {d.High:0.#####}), "
            + $"tolerated loss {check.Margin:0.#####}");
        return check.Verdict switch
        {
            CheckVerdict.Improved => $"{found}: better.",
            CheckVerdict.Unchanged => $"{found}: not worse by more than that.",
            CheckVerdict.Regressed => $"{found}: worse.",
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"{found}: not enough data. These {d.N} queries would show a loss of {check.MinimumDetectableEffect:0.#####} with " +
                $"80 % power; "
                + $"{(check.QueriesNeeded is { } n ? $"about {n} would show the tolerated one" : "no number of them shows a loss of 0")}."),
        };
    }

    private static IReadOnlyList<Flip> Flips(RegressionInput input)
    {
        var (baseline, candidate) = (input.Baseline, input.Candidate);
        return [.. Enumerable.Range(0, input.QueryIds.Count)
            .Where(row => baseline.Choice[row] != candidate.Choice[row])
            .Select(row => new Flip(
                input.QueryIds[row],
                input.Models[baseline.Choice[row]],
                input.Models[candidate.Choice[row]],
                candidate.Quality[row] - baseline.Quality[row],
                baseline.CostUsd is { } old && candidate.CostUsd is { } now ? now[row] - old[row] : null))

            // NaN sorts before every number; an unknown change is no loss and goes behind the known ones.
            .OrderBy(flip => double.IsNaN(flip.QualityChange) ? double.PositiveInfinity : flip.QualityChange)
            .ThenByDescending(flip => flip.CostChangeUsd ?? 0)];
    }
}
