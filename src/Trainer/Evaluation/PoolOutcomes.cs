using System.Globalization;
using Trainer.Features.Data;

namespace Trainer.Evaluation;

/// <summary>
/// What every candidate model achieved on the same rows. Complete rows only: a router's gain may not come from rows that one
/// model never saw. Costs are known on every row or not at all.
/// </summary>
internal sealed class PoolOutcomes
{
    /// <param name="quality">[models][rows].</param>
    /// <param name="costUsd">[models][rows], or null where prices are unknown.</param>
    /// <param name="cluster">Rows of one number (a conversation, a repeated prompt) are resampled together; null: each row alone.</param>
    /// <param name="rowsLeftOut">Rows of the source that were not complete.</param>
    public PoolOutcomes(double[][] quality, double[][]? costUsd = null, int[]? cluster = null, int rowsLeftOut = 0)
    {
        Models = quality.Length;
        Rows = Models == 0 ? 0 : quality[0].Length;
        if (Rows == 0)
        {
            throw new ArgumentException(
                "There is no query on which every model was run; give at least one model and one complete row.", nameof(quality));
        }

        Check(quality, nameof(quality), "quality");
        if (costUsd is not null)
        {
            Check(costUsd, nameof(costUsd), "cost");
        }

        if (cluster is not null && cluster.Length != Rows)
        {
            throw new ArgumentException($"{cluster.Length} cluster numbers for {Rows} rows; give one for each row.", nameof(cluster));
        }

        Quality = quality;
        CostUsd = costUsd;
        Cluster = cluster ?? [.. Enumerable.Range(0, Rows)];
        RowsLeftOut = rowsLeftOut;
    }

    public int Models { get; }

    public int Rows { get; }

    public double[][] Quality { get; }

    public double[][]? CostUsd { get; }

    public int[] Cluster { get; }

    public int RowsLeftOut { get; }

    /// <summary>The table's rows on which every given model was run, in the table's order.</summary>
    public static int[] CompleteRows(RoutingTable table, IReadOnlyList<int> models) =>
        [.. Enumerable.Range(0, table.Count).Where(row => models.All(m => table.WasRun(row, m)))];

    /// <summary>
    /// The outcomes on <see cref="CompleteRows"/>. Queries of one group are one cluster; without a group, equal prompts are.
    /// </summary>
    public static PoolOutcomes From(RoutingTable table, IReadOnlyList<int> models)
    {
        var rows = CompleteRows(table, models);
        double[][] quality = [.. models.Select(m => Pick(table.Quality(m), rows))];
        double[][] costUsd = [.. models.Select(m => Pick(table.CostUsd(m), rows))];
        var costsKnown = costUsd.All(column => !column.Any(double.IsNaN));
        return new(quality, costsKnown ? costUsd : null, Clusters(table, rows), table.Count - rows.Length);
    }

    /// <summary>The same with further models that could be used alone.</summary>
    /// <exception cref="ArgumentException">These models' own costs are not known.</exception>
    public PoolOutcomes With(IReadOnlyList<SingleModel> others)
    {
        if (others.Count == 0)
        {
            return this;
        }

        return CostUsd is { } costUsd
            ? new(
                [.. Quality, .. others.Select(model => model.Quality)],
                [.. costUsd, .. others.Select(model => model.CostUsd)],
                Cluster,
                RowsLeftOut)
            : throw new ArgumentException(
                "Other models can only be compared at equal cost; give these models' costs too, or leave them out.", nameof(others));
    }

    private static double[] Pick(ReadOnlySpan<double> column, int[] rows)
    {
        var picked = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            picked[i] = column[rows[i]];
        }

        return picked;
    }

    private static int[] Clusters(RoutingTable table, int[] rows)
    {
        var numbers = new Dictionary<(bool Grouped, string Key), int>();
        return Array.ConvertAll(rows, row =>
        {
            var query = table.Queries[row];
            var key = (query.Group is not null, query.Group ?? query.Prompt);
            if (!numbers.TryGetValue(key, out var number))
            {
                numbers.Add(key, number = numbers.Count);
            }

            return number;
        });
    }

    private void Check(double[][] columns, string parameter, string what)
    {
        if (columns.Length != Models)
        {
            throw new ArgumentException($"{columns.Length} {what} columns for {Models} models; give one for each model.", parameter);
        }

        for (var m = 0; m < Models; m++)
        {
            if (columns[m].Length != Rows)
            {
                throw new ArgumentException(
                    $"Model {m} has {columns[m].Length} {what} values, model 0 has {Rows} rows; give one for each row.", parameter);
            }

            var row = Array.FindIndex(columns[m], value => !double.IsFinite(value));
            if (row >= 0)
            {
                var found = columns[m][row].ToString(CultureInfo.InvariantCulture);
                throw new ArgumentException(
                    $"The {what} of model {m} on row {row} is {found}; only finite numbers are allowed, leave incomplete rows out.",
                    parameter);
            }
        }
    }
}
