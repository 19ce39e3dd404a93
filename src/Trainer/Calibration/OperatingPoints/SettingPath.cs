using Trainer.Evaluation;

namespace Trainer.Calibration.OperatingPoints;

/// <summary>
/// Every way a router can decide on given queries, from the quality end (a pair's threshold 0, a pool's trade-off 0) to the saving end.
/// Stop s
/// is the s-th of these settings; between two stops some queries change their model, equal scores together. Sorted once; what any column of
/// outcomes comes to at every stop is one pass, O(rows + changes).
/// </summary>
internal sealed class SettingPath
{
    private readonly int[] _first;
    private readonly PoolCurve.Change[] _changes;
    private readonly int[] _ends;
    private readonly double[] _settings;

    private SettingPath(int[] first, PoolCurve.Change[] changes, int[] ends, double[] settings) =>
        (_first, _changes, _ends, _settings) = (first, changes, ends, settings);

    public int Rows => _first.Length;

    public int Stops => _settings.Length;

    /// <summary>Threshold or trade-off of a stop, midway between two that decide otherwise, so that rounding elsewhere moves no
    /// decision.</summary>
    public double Setting(int stop) => _settings[stop];

    /// <summary>Of a pair's scores: thresholds from 0, always strong, to 2, never.</summary>
    public static SettingPath OfPair(ReadOnlySpan<float> scores)
    {
        var rising = scores.ToArray();
        int[] rows = [.. Enumerable.Range(0, rising.Length)];
        Array.Sort(rising, rows);
        var ends = new List<int> { 0 };
        var settings = new List<double> { 0 };
        for (var end = 1; end <= rising.Length; end++)
        {
            if (end == rising.Length || rising[end] != rising[end - 1])
            {
                ends.Add(end);
                settings.Add(end == rising.Length ? 2 : ((double)rising[end - 1] + rising[end]) / 2);
            }
        }

        var first = new int[rising.Length];
        Array.Fill(first, PairOutcomes.Strong);
        return new(
            first,
            [.. rows.Select(row => new PoolCurve.Change(0, row, PairOutcomes.Strong, PairOutcomes.Weak))],
            [.. ends],
            [.. settings]);
    }

    /// <summary>Of a pool's scores: trade-offs from 0 to where every query goes to the cheapest model that it ever goes to.</summary>
    public static SettingPath OfPool(PoolScores scores)
    {
        var first = scores.Choose(0);
        var changes = PoolCurve.Changes(scores, first);
        int[] ends = [.. PoolCurve.Ends(changes)];
        return new(first, changes, ends, [.. ends.Select(end => PoolCurve.Setting(changes, end))]);
    }

    /// <summary>The mean of the chosen model's values at every stop.</summary>
    /// <param name="values">[models][rows].</param>
    /// <param name="rowWeights">How often each row counts; not all 0.</param>
    /// <param name="means">One place for each stop.</param>
    public void Means(double[][] values, ReadOnlySpan<int> rowWeights, Span<double> means)
    {
        double weight = 0, sum = 0;
        for (var row = 0; row < _first.Length; row++)
        {
            weight += rowWeights[row];
            sum += rowWeights[row] * values[_first[row]][row];
        }

        var next = 0;
        for (var stop = 0; stop < _ends.Length; stop++)
        {
            for (; next < _ends[stop]; next++)
            {
                ref readonly var change = ref _changes[next];
                sum += rowWeights[change.Row] * (values[change.To][change.Row] - values[change.From][change.Row]);
            }

            means[stop] = sum / weight;
        }
    }
}
