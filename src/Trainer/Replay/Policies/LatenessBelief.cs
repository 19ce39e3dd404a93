namespace Trainer.Replay.Policies;

/// <summary>
/// The probability that a model's answer comes too late: late answers over all answers, in the history and in the feedback so far. What is
/// believed at first counts as <paramref name="weights"/> answers.
/// </summary>
/// <param name="shares">What is believed at first of each model, in [0, 1].</param>
/// <param name="weights">How many answers that is worth, more than 0.</param>
/// <param name="maxLatency">The limit in seconds.</param>
internal sealed class LatenessBelief(double[] shares, double[] weights, double maxLatency)
{
    private readonly double[] _late = [.. shares.Zip(weights, (share, weight) => share * weight)];
    private readonly double[] _count = [.. weights];

    public double Late(int model) => _late[model] / _count[model];

    /// <summary>Takes note of a latency; an unknown one says nothing.</summary>
    public void Learn(int model, double seconds)
    {
        if (!double.IsNaN(seconds))
        {
            _late[model] += seconds > maxLatency ? 1 : 0;
            _count[model]++;
        }
    }
}
