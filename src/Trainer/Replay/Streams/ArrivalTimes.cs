using Trainer.Features;

namespace Trainer.Replay.Streams;

/// <summary>
/// Times of arrival at a rate that changes in steps: calm, burst, calm, burst, …, calm for ever. Each gap uses up a unit of the rate's
/// integral (fixed gaps) or an exponential variate of mean 1, which makes it an inhomogeneous Poisson process (Çinlar 1975, time change). O(1)
/// each.
/// </summary>
internal sealed class ArrivalTimes(double rate, IReadOnlyList<Burst> bursts, double calm, Gaps gaps, SeededRandom random)
{
    private double _time;
    private double _segmentStart;
    private int _segment;

    /// <summary>The next time in seconds.</summary>
    public double Next()
    {
        var work = gaps == Gaps.Poisson ? -Math.Log(1 - random.NextDouble()) : 1;
        while (true)
        {
            var isLast = _segment >= 2 * bursts.Count;
            var current = isLast || _segment % 2 == 0 ? rate : bursts[_segment / 2].Rate;
            var end = isLast ? double.PositiveInfinity : _segmentStart + (_segment % 2 == 0 ? calm : bursts[_segment / 2].Seconds);
            var possible = (end - _time) * current;
            if (work <= possible)
            {
                return _time += work / current;
            }

            work -= possible;
            (_time, _segmentStart) = (end, end);
            _segment++;
        }
    }
}
