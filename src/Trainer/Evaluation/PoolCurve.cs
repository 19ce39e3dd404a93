namespace Trainer.Evaluation;

/// <summary>
/// A pool router's cost-quality curve over every trade-off t from 0 upwards. On one row the choice is the upper envelope of the
/// lines predicted quality - t × expected cost, so it changes at no more than models - 1 breakpoints; all rows' breakpoints,
/// sorted, give the exact curve: O(rows × models^2 + changes × log changes) once, O(rows + changes) for other row weights.
/// At most <see cref="Stops"/> evenly spaced points of it are kept, the first (t = 0) and the last (cheapest everywhere) included.
/// Not for several threads at once: one curve each.
/// </summary>
internal sealed class PoolCurve
{
    public const int Stops = 200;

    private readonly PoolOutcomes _outcomes;
    private readonly int[] _firstChoice;
    private readonly Change[] _changes;
    private readonly int[] _stopEnds;
    private readonly double[] _settings;
    private readonly double[] _quality;
    private readonly double[] _cost;

    public PoolCurve(PoolOutcomes outcomes, PoolScores scores)
    {
        if (scores.Rows != outcomes.Rows || scores.Models != outcomes.Models)
        {
            throw new ArgumentException(
                $"Scores of {scores.Rows} rows and {scores.Models} models for outcomes of {outcomes.Rows} and {outcomes.Models}; " +
                $"they must agree.",
                nameof(scores));
        }

        _outcomes = outcomes;
        _firstChoice = scores.Choose(0);
        _changes = Changes(scores, _firstChoice);

        int[] ends = [.. Ends(_changes)];
        _stopEnds = [.. CurvePoint.Spread(ends.Length, Stops).Select(i => ends[i])];
        _settings = [.. _stopEnds.Select(end => Setting(_changes, end))];
        _quality = new double[_stopEnds.Length];
        _cost = new double[_stopEnds.Length];
        var ones = new int[outcomes.Rows];
        Array.Fill(ones, 1);
        Weigh(ones);
    }

    private PoolCurve(PoolCurve other)
    {
        (_outcomes, _firstChoice, _changes, _stopEnds, _settings) =
            (other._outcomes, other._firstChoice, other._changes, other._stopEnds, other._settings);
        (_quality, _cost) = ([.. other._quality], [.. other._cost]);
    }

    public int Points => _stopEnds.Length;

    /// <summary>By rising trade-off.</summary>
    public CurvePoint this[int point] => new(_settings[point], null, _quality[point], _outcomes.CostUsd is null ? null : _cost[point]);

    /// <summary>Recomputes every point with row i counted <paramref name="rowWeights"/>[i] times.</summary>
    public void Weigh(ReadOnlySpan<int> rowWeights)
    {
        double weight = 0, quality = 0, cost = 0;
        for (var row = 0; row < rowWeights.Length; row++)
        {
            weight += rowWeights[row];
            quality += rowWeights[row] * _outcomes.Quality[_firstChoice[row]][row];
            cost += rowWeights[row] * Cost(_firstChoice[row], row);
        }

        var next = 0;
        for (var stop = 0; stop < _stopEnds.Length; stop++)
        {
            for (; next < _stopEnds[stop]; next++)
            {
                var (_, row, from, to) = _changes[next];
                quality += rowWeights[row] * (_outcomes.Quality[to][row] - _outcomes.Quality[from][row]);
                cost += rowWeights[row] * (Cost(to, row) - Cost(from, row));
            }

            (_quality[stop], _cost[stop]) = (quality / weight, cost / weight);
        }
    }

    /// <summary>The points in the plane; cost 0 where prices are unknown.</summary>
    public CostQuality[] Plane() => [.. _cost.Zip(_quality, (cost, quality) => new CostQuality(cost, quality))];

    /// <summary>The same curve with buffers of its own, for another thread.</summary>
    public PoolCurve Copy() => new(this);

    private double Cost(int model, int row) => _outcomes.CostUsd is { } cost ? cost[model][row] : 0;

    /// <summary>
    /// How many changes lie before each point of the whole curve. Changes at one trade-off happen together: a point lies only behind the last
    /// of them.
    /// </summary>
    internal static IEnumerable<int> Ends(Change[] changes) => Enumerable.Range(1, changes.Length)
        .Where(end => end == changes.Length || changes[end].Tradeoff != changes[end - 1].Tradeoff)
        .Prepend(0);

    /// <summary>The middle of the interval in which nothing changes: at its ends rounding could decide.</summary>
    internal static double Setting(Change[] changes, int end) => end switch
    {
        0 => 0,
        _ when end == changes.Length => 2 * changes[end - 1].Tradeoff,
        _ => (changes[end - 1].Tradeoff + changes[end].Tradeoff) / 2,
    };

    /// <summary>Every change of a choice, by rising trade-off.</summary>
    internal static Change[] Changes(PoolScores scores, int[] firstChoice)
    {
        var changes = new List<Change>();
        for (var row = 0; row < firstChoice.Length; row++)
        {
            var current = firstChoice[row];
            while (true)
            {
                var (tradeoff, next) = (double.PositiveInfinity, -1);
                for (var m = 0; m < scores.Models; m++)
                {
                    var saved = scores.ExpectedCostUsd[current][row] - scores.ExpectedCostUsd[m][row];
                    var at = (scores.PredictedQuality[current][row] - scores.PredictedQuality[m][row]) / saved;
                    if (saved > 0
                        && (at < tradeoff || (at == tradeoff && scores.ExpectedCostUsd[m][row] < scores.ExpectedCostUsd[next][row])))
                    {
                        (tradeoff, next) = (at, m);
                    }
                }

                if (next < 0)
                {
                    break;
                }

                changes.Add(new(tradeoff, row, current, next));
                current = next;
            }
        }

        return [.. changes.OrderBy(change => change.Tradeoff)];
    }

    /// <summary>A row's choice goes from one model to another.</summary>
    internal readonly record struct Change(double Tradeoff, int Row, int From, int To);
}
