using Trainer.Export;
using Trainer.Features;

namespace Trainer.Reporting;

/// <summary>What a router saves, what it risks, how sure that is and what to do, in sentences that need no table.</summary>
internal static class Summary
{
    // A share of fewer queries says more of chance than of the router.
    private const int FewestQueries = 20;

    public static IReadOnlyList<(string Question, string Answer)> Of(IJudged report) =>
    [
        ("What it saves", Saves(report)),
        ("What it risks", Risks(report)),
        ("How sure we are", Certainty(report)),
        ("What to do", Advice(report)),
    ];

    private static string Saves(IJudged report)
    {
        var (main, reference) = (report.Main, report.ReferenceModel);
        var sends = report.IsPair
            ? $"the router sends {Range(main.Shares[1], Numbers.Share)} of queries to {reference}"
            : $"the router chooses among {Numbers.Count(report.Evaluation.Models.Count)} models";
        var whose = report.IsPair ? "its" : $"{reference}'s";
        var keeps = main.QualityKept is { } kept
            ? $"keeps {Range(kept, Numbers.Share)} of {whose} quality"
            : $"has a quality of {Range(main.Quality, Numbers.Quality)}";
        var saves = main.CostSaving is { } saving
            ? saving.Value >= 0 ? $"saves {Range(saving, Numbers.Share)} of {(report.IsPair ? "its" : "that model's")} cost" : $"costs {Range(Negated(saving), Numbers.Share)} more"
            : "what that saves cannot be said, because costs are not known";
        return $"At the point {main.Name} {sends}, {keeps}{(main.CostSaving is null ? ";" : " and")} {saves}, n = {Numbers.Count(main.Quality.N)}.";
    }

    private static string Risks(IJudged report)
    {
        var (main, evaluation) = (report.Main, report.Evaluation);
        var loss = main.QualityLoss;
        var worse = loss.Low > 0 ? "it is worse" : loss.High < 0 ? "it is better" : "the two cannot be told apart";
        var against = loss.Value >= 0
            ? $"Against always asking {report.ReferenceModel} it loses {Range(loss, Numbers.Quality)} of quality, so {worse}."
            : $"Against always asking {report.ReferenceModel} it gains {Range(Negated(loss), Numbers.Quality)} of quality, so {worse}.";
        var beaten = $"{Range(Complement(main.TopOneAccuracy), Numbers.Share)} of queries go to a model that another one would have beaten" +
            (report.IsPair ? "." : " in quality − trade-off × cost.");
        var reference = evaluation.Models.Select((model, m) => (model.Name, m)).FirstOrDefault(model => model.Name == report.ReferenceModel).m;
        var worst = evaluation.Domains.Where(domain => domain.Queries >= FewestQueries)
            .OrderByDescending(domain => domain.ModelQuality[reference].Value - domain.Quality.Value)
            .FirstOrDefault();
        return worst is null || worst.ModelQuality[reference].Value <= worst.Quality.Value
            ? $"{against} {beaten}"
            : $"{against} {beaten} The largest loss of a domain is in {worst.Domain}: {Range(worst.Quality, Numbers.Quality)} against " +
                $"{Range(worst.ModelQuality[reference], Numbers.Quality)}, n = {Numbers.Count(worst.Queries)}.";
    }

    private static string Certainty(IJudged report)
    {
        var evaluation = report.Evaluation;
        var rests = $"Everything rests on {Numbers.Count(evaluation.Queries)} queries in {Numbers.Count(evaluation.Clusters)} independent groups; behind every " +
            "number stands its 95 % interval. Other queries than these may give others.";
        var gap = evaluation.Findings.FirstOrDefault(finding => finding.Severity == FindingSeverity.Error)?.Sentence;
        return gap is null ? rests : $"{gap} {rests}";
    }

    private static string Advice(IJudged report)
    {
        var verdict = report.Evaluation.Verdict;
        var reason = verdict.Reason.Length > 0 ? char.ToLowerInvariant(verdict.Reason[0]) + verdict.Reason[1..] : "";
        return verdict.Decision == Evaluation.Report.Decision.Deploy ? $"Deploy, because {reason}" : $"Do not deploy, because {reason}";
    }

    private static Estimate Complement(Estimate share) => new(1 - share.Value, 1 - share.High, 1 - share.Low, share.N);

    private static Estimate Negated(Estimate value) => new(-value.Value, -value.High, -value.Low, value.N);

    private static string Range(Estimate estimate, Func<double, string> format) =>
        $"{format(estimate.Value)} ({format(estimate.Low)} to {format(estimate.High)})";
}
