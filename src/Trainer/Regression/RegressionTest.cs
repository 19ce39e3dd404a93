using System.Globalization;
using Trainer.Evaluation;
using Trainer.Regression.Slices;

namespace Trainer.Regression;

/// <summary>
/// Compares a candidate router with the baseline on the same queries, as <see cref="PairedComparison"/> does, on all of them and on the
/// declared slices, judged by <see cref="NonInferiority"/>. "Better" and "worse" are corrected by Holm among the checks of all queries,
/// and among those of slices: two families at 2.5 % each, so that a router that changed nothing is called worse somewhere at most once
/// in twenty.
/// </summary>
internal static class RegressionTest
{
    public static RegressionReport Run(RegressionInput input, RegressionOptions? options = null)
    {
        options ??= new();
        input.Validate();
        var slices = DeclaredSlices.Of(input.Queries, options.Slices);
        var whole = new PairedComparison(input, options)
            .Measure([.. RegressionMetric.All.Select(metric => (metric, metric.Gate(options.Metrics)))]);
        var sliced = slices.SelectMany(slice => OfSlice(input, options, slice)).ToArray();
        return new RegressionReport
        {
            Verdict = CheckVerdict.NotComputed,
            Passed = false,
            InconclusiveFails = options.InconclusiveFails,
            Queries = input.Queries.Count,
            Clusters = input.Clusters.Distinct().Count(),
            Checks = [],
            Domains = OfDomains(input, options),
            WeakSlices = input.Queries.Count >= 2 * WeakSliceSearch.MinimumQueries ? WeakSliceSearch.Run(input, options) : null,
            Flips = Flips(input, slices),
        }.With([.. Judge(whole, options), .. Judge(sliced, options)]);
    }

    private static Draft[] OfSlice(RegressionInput input, RegressionOptions options, Slice slice)
    {
        (RegressionMetric Metric, MetricGate? Gate)[] asked = [.. RegressionMetric.All
            .Select(metric => (metric, Gate: metric.Gate(options.Metrics)))
            .Where(pair => pair.Gate?.SliceMargin is not null)
            .Select(pair => (pair.metric, (MetricGate?)(pair.Gate! with { Margin = pair.Gate.SliceMargin!.Value })))];
        if (asked.Length == 0)
        {
            return [];
        }

        if (slice.Rows.Length >= options.Slices.MinimumQueries)
        {
            return new PairedComparison(input.Select(slice.Rows), options, slice.Name).Measure(asked);
        }

        return [.. asked.Select(pair => new Draft(new()
        {
            Name = pair.Metric.Name,
            Group = pair.Metric.Group,
            Slice = slice.Name,
            Unit = pair.Metric.Unit,
            Require = pair.Gate!.Require,
            Verdict = CheckVerdict.NotApplicable,
            Passed = true,
            Explanation = string.Create(
                CultureInfo.InvariantCulture,
                $"Not asked: {slice.Name} has {slice.Rows.Length} queries, and {options.Slices.MinimumQueries} are needed."),
        }))];
    }

    private static IEnumerable<RegressionCheck> Judge(Draft[] drafts, RegressionOptions options)
    {
        var family = drafts.Where(draft => draft.Counts).ToArray();
        var notBetter = Multiplicity.Holm([.. family.Select(draft => draft.NotBetter)]);
        var notWorse = Multiplicity.Holm([.. family.Select(draft => draft.NotWorse)]);
        var place = 0;
        foreach (var draft in drafts)
        {
            if (draft.WithinMargin is null)
            {
                yield return draft.Check;
                continue;
            }

            var (better, worse) = draft.Counts ? (notBetter[place], notWorse[place++]) : (draft.NotBetter, draft.NotWorse);
            var verdict = NonInferiority.Judge(better, worse, draft.WithinMargin);
            var check = draft.Check with
            {
                Verdict = verdict,
                Passed = Passes(draft.Check.Require, verdict, options.InconclusiveFails),
                NotBetterP = better,
                NotWorseP = worse,
            };
            yield return check with { Explanation = Explain(check) };
        }
    }

    private static bool Passes(Requirement? require, CheckVerdict verdict, bool inconclusiveFails) => (require, verdict) switch
    {
        (null, _) or (_, CheckVerdict.Improved or CheckVerdict.NotApplicable) => true,
        (Requirement.Better, _) => false,
        (_, CheckVerdict.Unchanged) => true,
        (_, CheckVerdict.Inconclusive) => !inconclusiveFails,
        _ => false,
    };

    private static string Explain(RegressionCheck check)
    {
        var d = check.Difference;
        var name = (check.Unit == check.Name ? check.Name : $"{check.Name} ({check.Unit})")
            + (check.Slice is null ? "" : $" in {check.Slice}");
        var needed = check.QueriesNeeded is { } n
            ? string.Create(CultureInfo.InvariantCulture, $"about {n} queries would show the tolerated loss")
            : "no number of queries shows a loss of 0";
        var found = string.Create(
            CultureInfo.InvariantCulture,
            $"{d.N} queries would show a loss of {check.MinimumDetectableEffect:G3} with 80 % power; the difference in {name} is "
            + $"{d.Value:+0.#####;-0.#####;0} (95 % interval {d.Low:0.#####} to {d.High:0.#####})")
            + (check.Require is null ? "" : string.Create(CultureInfo.InvariantCulture, $", tolerated loss {check.Margin:0.#####}"));
        if (check is { Require: Requirement.Better, Passed: false, Verdict: not CheckVerdict.Regressed and not CheckVerdict.NotComputed })
        {
            return $"{found}: not shown to be better, which the gate asks for.";
        }

        return check.Verdict switch
        {
            CheckVerdict.Improved => $"{found}: better.",
            CheckVerdict.Unchanged => $"{found}: not worse by more than that.",
            CheckVerdict.Regressed => $"{found}: worse.",
            CheckVerdict.NotComputed => $"Could not compute {name}: it is undefined on too many resamples.",
            _ when check.Require is null => $"{found}: neither better nor worse is shown.",
            _ => $"{found}: not enough data; {needed}.",
        };
    }

    private static IReadOnlyList<DomainDifference> OfDomains(RegressionInput input, RegressionOptions options)
    {
        double[] difference = [.. input.Candidate.Quality.Zip(input.Baseline.Quality, (c, b) => c - b)];
        var cluster = input.Clusters;
        var found = DeclaredSlices.By(input.Queries, SliceKey.Domain, [])
            .Select(slice => slice with { Rows = Array.FindAll(slice.Rows, row => double.IsFinite(difference[row])) })
            .Where(slice => slice.Rows.Length > 0)
            .Select(slice =>
            {
                var values = Array.ConvertAll(slice.Rows, row => difference[row]);
                var numbers = Array.ConvertAll(slice.Rows, row => cluster[row]);
                var mean = new ClusterBootstrap(numbers, options.Seed).Means([values], options.CurveResamples).Estimate(0);
                return (slice, mean, SignFlipTest.Of(values, numbers, options.Resamples, options.Seed).P);
            })
            .ToArray();
        var corrected = Multiplicity.BenjaminiHochberg([.. found.Select(domain => domain.P)]);
        return [.. found
            .Select((domain, i) => new DomainDifference(
                input.Queries[domain.slice.Rows[0]].Domain!, domain.slice.Rows.Length, domain.mean, domain.P, corrected[i]))
            .OrderBy(domain => domain.Quality.Value)];
    }

    private static IReadOnlyList<Flip> Flips(RegressionInput input, IReadOnlyList<Slice> slices)
    {
        var (baseline, candidate) = (input.Baseline, input.Candidate);
        var tags = new List<string>[input.Queries.Count];
        foreach (var slice in slices.Count > 0 ? slices : DeclaredSlices.By(input.Queries, SliceKey.Domain, []))
        {
            foreach (var row in slice.Rows)
            {
                (tags[row] ??= []).Add(slice.Name);
            }
        }

        return [.. Enumerable.Range(0, input.Queries.Count)
            .Where(row => baseline.Choice[row] != candidate.Choice[row])
            .Select(row => new Flip(
                input.Queries[row].Id,
                input.Models[baseline.Choice[row]],
                input.Models[candidate.Choice[row]],
                candidate.Quality[row] - baseline.Quality[row],
                baseline.CostUsd is { } old && candidate.CostUsd is { } now ? now[row] - old[row] : null,
                tags[row] ?? []))

            // NaN sorts before every number; an unknown change is no loss and goes behind the known ones.
            .OrderBy(flip => double.IsNaN(flip.QualityChange) ? double.PositiveInfinity : flip.QualityChange)
            .ThenByDescending(flip => flip.CostChangeUsd ?? 0)];
    }
}
