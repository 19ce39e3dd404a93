using Trainer.Evaluation.Conventions;
using Trainer.Export;

namespace Trainer.Evaluation.Report;

/// <summary>Metrics of a score on a pair; those that divide by the gap are NaN where the gap cannot be told from 0.</summary>
internal sealed record PairMetrics
{
    /// <summary>Mean quality of strong - mean quality of weak.</summary>
    public required Estimate Gap { get; init; }

    /// <summary>Exact area; a coin gives 0.5.</summary>
    public required Estimate Apgr { get; init; }

    /// <summary>Mean PGR at 10, 20, ..., 100 %.</summary>
    public required Estimate PaperApgr { get; init; }

    public required Estimate Cpt20 { get; init; }

    public required Estimate Cpt50 { get; init; }

    public required Estimate Cpt80 { get; init; }

    /// <summary>Mean height of the curve over the hull of single models at equal cost in USD; null where prices are unknown.</summary>
    public required Estimate? AreaOverHull { get; init; }

    /// <summary>How well the score ranks the queries on which strong is better; NaN where there are none, or no others.</summary>
    public required Estimate RankAuc { get; init; }

    /// <summary>The same area with DeLong's interval, which takes queries as independent.</summary>
    public Estimate DeLongAuc { get; init; } = new(double.NaN, double.NaN, double.NaN, 0);

    /// <summary>The least strong shares that any router could need for 20, 50 and 80 % of the gap.</summary>
    public required IReadOnlyList<double> OptimalCpt { get; init; }

    public required RouteLlmResult RouteLlm { get; init; }

    public required WandbResult Wandb { get; init; }
}
