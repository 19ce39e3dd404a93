using Trainer.Features;

namespace Trainer.Calibration.Certification;

/// <summary>
/// Rows as independent units: a conversation or a repeated prompt counts once, with the mean over its rows. They stand in an order drawn
/// from
/// a seed, since a bet must not know what comes next and tables are often sorted.
/// </summary>
internal sealed class IndependentUnits
{
    private readonly int[][] _rows;

    private IndependentUnits(int[][] rows) => _rows = rows;

    public int Count => _rows.Length;

    /// <summary>Whether every unit is one row.</summary>
    public bool AreRows => _rows.All(rows => rows.Length == 1);

    public static IndependentUnits Of(int[] cluster, ulong seed)
    {
        int[][] rows = [.. Enumerable.Range(0, cluster.Length).GroupBy(row => cluster[row]).Select(unit => unit.ToArray())];
        new SeededRandom(seed).Shuffle(rows.AsSpan());
        return new(rows);
    }

    /// <summary>Some units from the front, and the rest.</summary>
    public (IndependentUnits First, IndependentUnits Others) Split(int count) => (new(_rows[..count]), new(_rows[count..]));

    /// <summary>Each unit's mean of a column of rows.</summary>
    public double[] Means(double[] ofRows) => Array.ConvertAll(_rows, rows =>
    {
        double sum = 0;
        foreach (var row in rows)
        {
            sum += ofRows[row];
        }

        return sum / rows.Length;
    });
}
