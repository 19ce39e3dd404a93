namespace Trainer.Features.Data;

/// <summary>
/// Queries × models of outcomes, stored by column. Immutable: <see cref="Select"/> and <see cref="WithModels"/> copy.
/// A value that was never observed is <see cref="double.NaN"/> in every column: <em>not run</em> is a state of its own, never 0.
/// Rows keep the order in which a reader found them; nothing that learns may depend on that order.
/// </summary>
public sealed class RoutingTable
{
    private readonly double[][] _quality;
    private readonly double[][] _costUsd;
    private readonly double[][] _latencySeconds;

    internal RoutingTable(IReadOnlyList<string> models, Query[] queries, double[][] quality, double[][] costUsd, double[][] latencySeconds)
    {
        Models = models;
        Queries = queries;
        _quality = quality;
        _costUsd = costUsd;
        _latencySeconds = latencySeconds;
    }

    /// <summary>Names of the candidate models; their position is the model index used everywhere.</summary>
    public IReadOnlyList<string> Models { get; }

    /// <summary>The queries, one per row.</summary>
    public IReadOnlyList<Query> Queries { get; }

    /// <summary>Number of rows.</summary>
    public int Count => Queries.Count;

    /// <summary>Quality in [0,1] of a model on every row; NaN where it was not run.</summary>
    public ReadOnlySpan<double> Quality(int model) => _quality[model];

    /// <summary>Cost in USD of a model's answer on every row, at least 0; NaN where unknown.</summary>
    public ReadOnlySpan<double> CostUsd(int model) => _costUsd[model];

    /// <summary>Latency in seconds of a model's answer on every row, at least 0; NaN where unknown.</summary>
    public ReadOnlySpan<double> LatencySeconds(int model) => _latencySeconds[model];

    /// <summary>Whether the model's quality on the row was observed.</summary>
    public bool WasRun(int row, int model) => !double.IsNaN(_quality[model][row]);

    /// <summary>The index of a model, or -1.</summary>
    public int IndexOf(string model)
    {
        for (var m = 0; m < Models.Count; m++)
        {
            if (string.Equals(Models[m], model, StringComparison.Ordinal))
            {
                return m;
            }
        }

        return -1;
    }

    /// <summary>A table of the given rows, in the given order. O(rows × models).</summary>
    public RoutingTable Select(ReadOnlySpan<int> rows)
    {
        var picked = rows.ToArray();
        double[][] Pick(double[][] columns) =>
            [.. columns.Select(column => Array.ConvertAll(picked, row => column[row]))];

        return new RoutingTable(
            Models, Array.ConvertAll(picked, row => Queries[row]), Pick(_quality), Pick(_costUsd), Pick(_latencySeconds));
    }

    /// <summary>A table of the given models only, in the given order.</summary>
    public RoutingTable WithModels(IReadOnlyList<int> models)
    {
        double[][] Pick(double[][] columns) => [.. models.Select(m => columns[m])];
        return new RoutingTable([.. models.Select(m => Models[m])], [.. Queries], Pick(_quality), Pick(_costUsd), Pick(_latencySeconds));
    }

    /// <summary>
    /// The same outcomes with other costs, for re-pricing: <paramref name="costUsd"/> is [models][rows], NaN where unknown.
    /// </summary>
    public RoutingTable WithCosts(double[][] costUsd) => new(Models, [.. Queries], _quality, costUsd, _latencySeconds);
}
