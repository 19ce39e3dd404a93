namespace Trainer.Learners.Cascade;

/// <summary>
/// The acceptance thresholds of a cascade that make the sum of the utilities of the answers that stand largest. Any two of them are chosen
/// together, exactly, the others kept, until no two can be improved, from several starts in a fixed order; the best end wins, the first of
/// equals. With up to three models all thresholds are chosen together, so that none are better; with more it may be a local best. Never worse
/// than ending always at one place, since these are among the starts.
/// O(starts · rounds · models² · rows · (models + log rows)).
/// </summary>
internal sealed class ThresholdSearch
{
    private const int MaxRounds = 100;

    private readonly double[][] _utility;
    private readonly int _last;
    private readonly int _rows;
    private readonly float[][] _levels; // a place's distinct scores, highest first
    private readonly int[][] _level; // of a place and row
    private readonly int[][] _order; // a place's rows, highest score first
    private readonly double _tolerance;

    /// <param name="utility">[places][rows], finite: what it is worth if the answer of this place stands.</param>
    /// <param name="scores">[places but the last][rows], finite.</param>
    public ThresholdSearch(double[][] utility, float[][] scores)
    {
        (_utility, _last, _rows) = (utility, utility.Length - 1, utility[0].Length);
        _levels = Array.ConvertAll(scores, column => column.Distinct().OrderDescending().ToArray());
        _level = [.. scores.Select((column, place) => Array.ConvertAll(column, score => LevelOf(_levels[place], score)))];
        _order = Array.ConvertAll(_level, levels => Enumerable.Range(0, _rows).OrderBy(row => levels[row]).ToArray());

        // Sums in another order differ in their last bits, and must not count as better.
        _tolerance = 1e-12 * utility.Sum(column => column.Sum(Math.Abs));
    }

    /// <summary>
    /// One threshold per place, the last -∞: scores from it on are accepted. Finite ones lie halfway between two neighbouring training scores.
    /// </summary>
    public float[] Run(CancellationToken cancellation)
    {
        int[]? best = null;
        foreach (var start in Starts())
        {
            var end = Climb(start, cancellation);
            best = best is null || Total(end) > Total(best) + _tolerance ? end : best;
        }

        return [.. best!.Select(Threshold), float.NegativeInfinity];
    }

    // A cut is the number of a place's levels that are accepted.
    private IEnumerable<int[]> Starts()
    {
        for (var end = 0; end <= _last; end++)
        {
            yield return [.. _levels.Select((levels, place) => place < end ? 0 : levels.Length)];
        }

        for (var quarter = 1; quarter <= 3 && _rows > 0; quarter++)
        {
            yield return [.. _order.Select((rows, place) => _level[place][rows[_rows * quarter / 4]])];
        }
    }

    private int[] Climb(int[] cuts, CancellationToken cancellation)
    {
        for (var (round, changed) = (0, true); changed && round < MaxRounds; round++)
        {
            changed = false;
            for (var first = 0; first < _last; first++)
            {
                for (var second = first + 1; second < Math.Max(_last, 2); second++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    var better = Best(cuts, first, second);
                    if (Total(better) > Total(cuts) + _tolerance)
                    {
                        (cuts, changed) = (better, true);
                    }
                }
            }
        }

        return cuts;
    }

    /// <summary>
    /// The best cuts at two places: all that reach the first are accepted there, then level by level, from the lowest, passed on; of those that
    /// come to the second the best prefix in order of their score there is accepted.
    /// </summary>
    private int[] Best(int[] cuts, int first, int second)
    {
        var passed = new PrefixMaximum(second < _last ? _levels[second].Length : 0);
        var (gain, most, bestFirst, bestSecond) = (0.0, double.NegativeInfinity, 0, 0);
        var (level, from) = (_level[first], _rows - 1);
        for (var cut = _levels[first].Length; cut >= 0; cut--)
        {
            for (; from >= 0 && level[_order[first][from]] >= cut; from--)
            {
                var row = _order[first][from];
                if (Stops(cuts, 0, first, row) < first)
                {
                    continue;
                }

                var next = Stops(cuts, first + 1, second, row);
                if (next == second && second < _last)
                {
                    next = Stops(cuts, second + 1, _last, row);
                    passed.Add(_level[second][row], _utility[second][row] - _utility[next][row]);
                }

                gain += _utility[next][row] - _utility[first][row];
            }

            if (gain + passed.Value > most + _tolerance)
            {
                (most, bestFirst, bestSecond) = (gain + passed.Value, cut, passed.Length);
            }
        }

        int[] better = [.. cuts];
        better[first] = bestFirst;
        if (second < _last)
        {
            better[second] = bestSecond;
        }

        return better;
    }

    private double Total(int[] cuts)
    {
        var total = 0.0;
        for (var row = 0; row < _rows; row++)
        {
            total += _utility[Stops(cuts, 0, _last, row)][row];
        }

        return total;
    }

    // The first place from one on, before another, that accepts the row; else that other.
    private int Stops(int[] cuts, int from, int before, int row)
    {
        while (from < before && _level[from][row] >= cuts[from])
        {
            from++;
        }

        return from;
    }

    private float Threshold(int cut, int place)
    {
        var levels = _levels[place];
        if (cut == levels.Length)
        {
            return float.NegativeInfinity;
        }

        if (cut == 0)
        {
            return float.PositiveInfinity;
        }

        // Between neighbours in float32 there is nothing: the half is rounded to one of them.
        var half = (levels[cut] / 2) + (levels[cut - 1] / 2);
        return half > levels[cut] ? half : levels[cut - 1];
    }

    private static int LevelOf(float[] levels, float score)
    {
        var (low, high) = (0, levels.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = levels[middle] > score ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
