namespace Trainer.Sweep.Tuning.LocalSearch;

/// <summary>
/// What a search has got for its costs so far, and what it will probably cost to get more (the expected cost for improvement of Wang et
/// al. 2021, FLAML, MLSys, §4.2). Of several goals the first counts; what violates constraints, was stopped or has failed is no
/// improvement.
/// </summary>
internal sealed class Improvements
{
    private double _cost;
    private double _costOfBest;
    private double _costOfSecond;

    /// <summary>The best trial, or null.</summary>
    public Observation? Best { get; private set; }

    /// <summary>The value of the best trial before it was found; NaN if it was the first.</summary>
    public double Second { get; private set; } = double.NaN;

    /// <summary>Trials that are pending.</summary>
    public int Running { get; private set; }

    public void Add(Observation trial)
    {
        _cost += trial.Cost;
        Running += trial.Outcome == TrialOutcome.Pending ? 1 : 0;
        if (IsBetter(trial, Best))
        {
            (Second, _costOfSecond) = (Best is null ? double.NaN : Best.Values[0], _costOfBest);
            (Best, _costOfBest) = (trial, _cost);
        }
    }

    /// <summary>Gain of the last improvement per cost since the one before; of a first trial, its own value is the gain.</summary>
    public double Speed => Best is null
        ? 0
        : (double.IsNaN(Second) ? Math.Abs(Best.Values[0]) : Best.Values[0] - Second) / Math.Max(_cost - _costOfSecond, double.Epsilon);

    /// <summary>
    /// The larger of the costs since the best trial and between the last two bests; for what is behind another at least twice the gap at
    /// its own speed.
    /// </summary>
    /// <param name="target">The best value of all searches.</param>
    public double CostToImprove(double target)
    {
        var cost = Math.Max(_cost - _costOfBest, _costOfBest - _costOfSecond);
        return Best is not null && target > Best.Values[0] && Speed > 0 ? Math.Max(cost, 2 * (target - Best.Values[0]) / Speed) : cost;
    }

    /// <summary>Whether a trial takes the place of the best before it.</summary>
    public static bool IsBetter(Observation trial, Observation? best) =>
        trial.Outcome == TrialOutcome.Completed && trial.Violation <= 0 && (best is null || trial.Values[0] > best.Values[0]);
}
