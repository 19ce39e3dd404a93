using Trainer.Evaluation.Report;
using Trainer.Export;

namespace Trainer.Reporting.Tables;

/// <summary>The metrics of a report with their names and meanings, the only place that has them.</summary>
internal static class Metrics
{
    public static IReadOnlyList<Metric> Key(IJudged report) => [.. AtMain(report).Concat(OfCurve(report)).Where(metric => metric.IsKey)];

    /// <summary>The router at its main operating point.</summary>
    public static IReadOnlyList<Metric> AtMain(IJudged report)
    {
        var (main, reference) = (report.Main, report.ReferenceModel);
        return Known(
            new("quality", "Quality", "Mean quality of the answers that users get.", main.Quality, Numbers.Quality) { IsKey = true },
            Optional(main.CostSaving, saving => new(
                "cost_saving",
                "Cost saving",
                $"Part of the bill that is saved against always asking {reference}.",
                saving,
                Numbers.Share) { IsKey = true }),
            new(
                "quality_loss",
                "Quality loss",
                $"What always asking {reference} would be better by; below 0 the router is better.",
                main.QualityLoss,
                Numbers.Quality)
            {
                IsKey = true,
            },
            Optional(main.CostUsd, cost => new(
                "cost_per_1000_usd",
                "Cost per 1,000 queries",
                "What the chosen models charged, in USD.",
                Numbers.PerThousand(cost),
                Numbers.Usd) { IsKey = true }),
            report.IsPair
                ? new("strong_share", "Strong share", $"Queries sent to {reference}.", main.Shares[1], Numbers.Share) { IsKey = true }
                : null,
            new(
                "advantage_over_hull",
                "Advantage over the hull",
                "Quality above what a coin tossed between single models gives for the same money.",
                main.AdvantageOverHull,
                Numbers.Quality)
            {
                IsKey = true,
            },
            new(
                "top_one_accuracy",
                "Top-one accuracy",
                TopOneMeaning(report),
                main.TopOneAccuracy,
                Numbers.Share) { IsKey = !report.IsPair },
            new("regret", "Regret", RegretMeaning(report), main.Regret, Numbers.Quality) { IsKey = !report.IsPair });
    }

    /// <summary>The router over all its settings.</summary>
    public static IReadOnlyList<Metric> OfCurve(IJudged report) => report.Evaluation switch
    {
        { Pair: { } pair } => OfPair(report, pair),
        { Pool: { } pool } => [OverHull(pool.AreaOverHull)],
        _ => [],
    };

    /// <summary>How far the router's probabilities can be believed.</summary>
    public static IReadOnlyList<Metric> OfCalibration(CalibrationReport? measured) => measured is not { } calibration
        ? []
        :
        [
            new(
                "ece",
                "ECE",
                "Expected calibration error over 15 bins of equal width: the mean distance between predicted and observed.",
                calibration.Ece,
                Numbers.Quality),
            new("equal_mass_ece", "ECE, equal counts", "The same over 15 bins of equal count.", calibration.EqualMassEce, Numbers.Quality),
            new(
                "debiased_ece",
                "ECE, debiased",
                "Root mean square distance over bins of equal count, without what noise alone would give.",
                calibration.DebiasedEce,
                Numbers.Quality),
            new("brier", "Brier score", "Mean squared error of the probabilities; 0 is perfect.", calibration.Brier, Numbers.Quality),
            new(
                "brier_reliability",
                "Brier: reliability",
                "The part of it that calibration can remove (Murphy); 0 is perfect.",
                calibration.BrierReliability,
                Numbers.Quality),
            new(
                "brier_resolution",
                "Brier: resolution",
                "The part that the router takes away by telling queries apart; more is better.",
                calibration.BrierResolution,
                Numbers.Quality),
            new(
                "brier_uncertainty",
                "Brier: uncertainty",
                "What always predicting the mean would give; a property of the queries.",
                calibration.BrierUncertainty,
                Numbers.Quality),
            new("log_loss", "Log loss", "Mean surprise at what happened, in nats; 0 is perfect.", calibration.LogLoss, Numbers.Quality),
        ];

    public static string TopOneMeaning(IJudged report) => report.IsPair
        ? "Queries that went to a model that the other one would not have beaten."
        : "Queries that went to the model of the largest quality − trade-off × cost, as it turned out.";

    public static string RegretMeaning(IJudged report) => report.IsPair
        ? "Quality that a router that knows every outcome beforehand would add."
        : "What a router that knows every outcome beforehand would add, in quality − trade-off × cost.";

    private static IReadOnlyList<Metric> OfPair(IJudged report, PairMetrics pair)
    {
        var (weak, strong) = (report.Evaluation.Models[0].Name, report.Evaluation.Models[1].Name);
        Metric Cpt(int percent, Estimate value) => new(
            $"cpt{percent}",
            $"CPT {percent} %",
            $"Least share of queries sent to {strong} that recovers {percent} % of the gap.",
            value,
            Numbers.Share) { IsKey = percent == 50 };
        return Known(
            new("gap", "Gap", $"Mean quality of {strong} minus that of {weak}: all that routing can recover.", pair.Gap, Numbers.Quality),
            new(
                "apgr",
                "APGR",
                "Average performance gap recovered over all strong shares; a coin gives 0.5.",
                pair.Apgr,
                Numbers.Quality) { IsKey = true },
            Cpt(20, pair.Cpt20),
            Cpt(50, pair.Cpt50),
            Cpt(80, pair.Cpt80),
            Optional(pair.AreaOverHull, area => OverHull(area) with { IsKey = false }),
            new(
                "rank_auc",
                "ROC AUC",
                $"How often a query on which {strong} is better scores above one on which it is not; a coin gives 0.5.",
                pair.RankAuc,
                Numbers.Quality),
            new("delong_auc", "ROC AUC, DeLong", "The same with DeLong's interval, which takes queries as independent.", pair.DeLongAuc, Numbers.Quality));
    }

    private static Metric OverHull(Estimate area) => new(
        "area_over_hull",
        "Mean advantage over the curve",
        "Mean height of the router's curve above a coin between single models, over the range of their costs.",
        area,
        Numbers.Quality) { IsKey = true };

    private static Metric? Optional(Estimate? estimate, Func<Estimate, Metric> metric) => estimate is { } value ? metric(value) : null;

    private static IReadOnlyList<Metric> Known(params IEnumerable<Metric?> metrics) => [.. metrics.OfType<Metric>()];
}
