namespace Trainer.Regression;

/// <summary>What one router chose, and what came of it, on every query.</summary>
/// <param name="Choice">Index of the chosen model.</param>
/// <param name="Quality">Realised quality of that model; NaN where it was never run.</param>
/// <param name="CostUsd">Realised cost; null where prices are unknown, NaN where this one is.</param>
internal sealed record RoutedOutcomes(int[] Choice, double[] Quality, double[]? CostUsd = null)
{
    /// <summary>Recorded latency of the chosen model; null where none was recorded, NaN where this one was not.</summary>
    public double[]? LatencySeconds { get; init; }

    /// <summary>Best objective - chosen objective, of both routers at one trade-off; null where it was not computed.</summary>
    public double[]? Regret { get; init; }

    /// <summary>The scores behind the choices; null where they are not known.</summary>
    public ScoredQueries? Scored { get; init; }

    public RoutedOutcomes Select(int[] rows)
    {
        double[]? Pick(double[]? column) => column is null ? null : Array.ConvertAll(rows, row => column[row]);
        return new(Array.ConvertAll(rows, row => Choice[row]), Pick(Quality)!, Pick(CostUsd))
        {
            LatencySeconds = Pick(LatencySeconds),
            Regret = Pick(Regret),
            Scored = Scored?.Select(rows),
        };
    }
}
