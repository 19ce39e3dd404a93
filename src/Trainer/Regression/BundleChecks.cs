using System.Globalization;
using System.Runtime.InteropServices;
using Trainer.Export;

namespace Trainer.Regression;

/// <summary>What is exact about two bundles: no statistics, no tolerance but the one that the gate file names.</summary>
internal static class BundleChecks
{
    private const string Group = "bundle";
    private const int ScoredTwice = 256;
    private const int ChangesNamed = 5;

    /// <param name="baseline">The router in use.</param>
    /// <param name="candidate">The router that would replace it.</param>
    /// <param name="score">Scores the data's queries of the given rows by the candidate.</param>
    /// <param name="queries">How many queries the data have.</param>
    /// <param name="options">What is tolerated.</param>
    public static IReadOnlyList<RegressionCheck> Run(
        Router baseline, Router candidate, Func<int[], float[]> score, int queries, RegressionOptions options) =>
    [
        Integrity(candidate.Bundle),
        Determinism(score, queries),
        Inputs(baseline.Bundle, candidate.Bundle, options.SameInputs),
        Models(baseline.Bundle, candidate.Bundle, options.SameModels),
        GoldenDecisions(baseline, candidate, options.GoldenChanges),
    ];

    private static RegressionCheck Integrity(Bundle candidate)
    {
        var result = BundleVerifier.Verify(candidate.Directory);
        return Check("integrity", true, result.IsWhole, result.IsWhole
            ? string.Create(CultureInfo.InvariantCulture, $"Every hash is right and all {result.GoldenRows} golden rows replay.")
            : $"The candidate does not verify: {string.Join("; ", result.Problems)}.");
    }

    private static RegressionCheck Determinism(Func<int[], float[]> score, int queries)
    {
        int[] rows = [.. Enumerable.Range(0, Math.Min(ScoredTwice, queries))];
        var isSame = MemoryMarshal.AsBytes(score(rows).AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(score(rows).AsSpan()));
        return Check("determinism", true, isSame, string.Create(
            CultureInfo.InvariantCulture, $"{rows.Length} queries scored twice give {(isSame ? "the same" : "different")} bytes."));
    }

    private static RegressionCheck Inputs(Bundle baseline, Bundle candidate, bool isAsked)
    {
        var (old, now) = (Of(baseline), Of(candidate));
        var isSame = old.SequenceEqual(now, StringComparer.Ordinal);
        return Check("inputs", isAsked, isSame, isSame
            ? $"Both take {string.Join(", ", now)}."
            : $"The baseline takes {string.Join(", ", old)}, the candidate {string.Join(", ", now)}: " +
                "whoever calls it must be changed, too.");

        static string[] Of(Bundle bundle) =>
        [
            .. bundle.Descriptor.Graph.Inputs.Order(StringComparer.Ordinal),
            .. (bundle.Features.ExternalScores ?? []).Select(name => $"score:{name}"),
        ];
    }

    private static RegressionCheck Models(Bundle baseline, Bundle candidate, bool isAsked)
    {
        string[] old = [.. baseline.Labels.Models.Select(model => model.Id)];
        string[] now = [.. candidate.Labels.Models.Select(model => model.Id)];
        string[] added = [.. now.Except(old, StringComparer.Ordinal)];
        string[] removed = [.. old.Except(now, StringComparer.Ordinal)];
        static string List(string[] names) => names.Length == 0 ? "none" : string.Join(", ", names);
        var isSame = added.Length + removed.Length == 0;
        return Check("models", isAsked, isSame, isSame
            ? $"Both choose among {List([.. now.Order(StringComparer.Ordinal)])}."
            : $"Models added: {List(added)}; removed: {List(removed)}.");
    }

    private static RegressionCheck GoldenDecisions(Router baseline, Router candidate, int? allowed)
    {
        const string Name = "golden decisions";
        if (!candidate.ExternalScoreNames.SequenceEqual(baseline.ExternalScoreNames, StringComparer.Ordinal)
            || candidate.Bundle.Features.Embeddings is not null)
        {
            return Check(Name, allowed is not null, true, "The baseline's golden rows have not what the candidate asks for.") with
            {
                Verdict = CheckVerdict.NotApplicable,
            };
        }

        var changes = new List<string>();
        var rows = 0;
        foreach (var (row, number) in baseline.Bundle.Golden().Select((row, i) => (row, i + 1)))
        {
            rows++;
            var model = candidate.Route(row.Text, row.ExternalScores).Model;
            if (model != row.Model)
            {
                changes.Add(string.Create(CultureInfo.InvariantCulture, $"line {number} ({row.Model} to {model})"));
            }
        }

        var found = string.Create(
            CultureInfo.InvariantCulture, $"{changes.Count} of the baseline's {rows} golden decisions changed")
            + (allowed is { } n ? string.Create(CultureInfo.InvariantCulture, $", {n} may") : "")
            + (changes.Count == 0 ? ""
                : $": {string.Join(", ", changes.Take(ChangesNamed))}{(changes.Count > ChangesNamed ? ", …" : "")}")
            + ".";
        return Check(Name, allowed is not null, changes.Count <= (allowed ?? 0), found);
    }

    // An exact check that only informs says that something is other, which is no regression.
    private static RegressionCheck Check(string name, bool isAsked, bool holds, string explanation) => new()
    {
        Name = name,
        Group = Group,
        Require = isAsked ? Requirement.NotWorse : null,
        Verdict = holds ? CheckVerdict.Unchanged : isAsked ? CheckVerdict.Regressed : CheckVerdict.Inconclusive,
        Passed = holds || !isAsked,
        Explanation = explanation,
    };
}
