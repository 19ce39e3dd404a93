namespace Trainer.Evaluation;

/// <summary>
/// Rows by falling score, with equal scores in one group: a threshold cannot separate them. Sorted once, O(n log n), and shared
/// by every metric and every resample.
/// </summary>
internal sealed class ScoreOrder
{
    private readonly double[] _scores;

    public ScoreOrder(ReadOnlySpan<double> scores)
    {
        _scores = scores.ToArray();
        var falling = new double[scores.Length];
        Rows = new int[scores.Length];
        for (var row = 0; row < scores.Length; row++)
        {
            if (double.IsNaN(scores[row]))
            {
                throw new ArgumentException($"The score of row {row} is not a number; a router must score every row.", nameof(scores));
            }

            (falling[row], Rows[row]) = (-scores[row], row);
        }

        Array.Sort(falling, Rows);
        var ends = new List<int>();
        for (int start = 0, end = 1; start < Rows.Length; start = end++)
        {
            while (end < Rows.Length && falling[end] == falling[start])
            {
                end++;
            }

            // The library's sort is not stable; inside a group the rows' own order makes the result independent of it.
            Array.Sort(Rows, start, end - start);
            ends.Add(end);
        }

        GroupEnds = [.. ends];
    }

    public int[] Rows { get; }

    /// <summary>For each group of equal scores, the position in <see cref="Rows"/> behind its last row.</summary>
    public int[] GroupEnds { get; }

    public int Groups => GroupEnds.Length;

    /// <summary>The score of a group: the threshold at which it, and every group before it, goes to the strong model.</summary>
    public double Threshold(int group) => _scores[Rows[GroupEnds[group] - 1]];
}
