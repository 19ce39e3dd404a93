namespace Trainer.Tests.Learners.Trees;

/// <summary>
/// Greedy splitting of raw values without bins, histograms or packing: every threshold of every column is tried, sums are summed anew.
/// </summary>
internal static class ExactGrower
{
    internal sealed record Node(int Column, float Threshold, Node? Left, Node? Right, int[] Rows);

    /// <summary>Grows by the largest gain in <paramref name="score"/> of two sides over one, depth first.</summary>
    public static Node Grow(
        float[][] x, int[] rows, int depth, int minRows, double minWeight, Func<int[], double> score, Func<int[], double> weight)
    {
        var best = (Gain: 1e-9, Column: -1, Threshold: 0f);
        for (var column = 0; column < x[0].Length && depth > 0; column++)
        {
            var values = rows.Select(row => x[row][column]).Distinct().Order().ToArray();
            for (var i = 0; i + 1 < values.Length; i++)
            {
                var left = rows.Where(row => x[row][column] <= values[i]).ToArray();
                var right = rows.Where(row => x[row][column] > values[i]).ToArray();
                var gain = score(left) + score(right) - score(rows);
                if (left.Length >= minRows && right.Length >= minRows && weight(left) >= minWeight && weight(right) >= minWeight
                    && gain > best.Gain + 1e-9)
                {
                    best = (gain, column, values[i]);
                }
            }
        }

        if (best.Column < 0)
        {
            return new Node(-1, 0, null, null, rows);
        }

        Node Side(Func<float, bool> there) =>
            Grow(x, [.. rows.Where(row => there(x[row][best.Column]))], depth - 1, minRows, minWeight, score, weight);
        return new Node(best.Column, best.Threshold, Side(value => value <= best.Threshold), Side(value => value > best.Threshold), rows);
    }
}
