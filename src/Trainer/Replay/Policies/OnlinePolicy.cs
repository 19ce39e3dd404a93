namespace Trainer.Replay.Policies;

/// <summary>
/// Chooses the model with the largest clip(p + b) − λc·c − λl·v − μc·c/C − μl·v: p the router's quality, b an online bias per
/// model and domain, c the predicted cost, C the dearest model's mean one, v the believed probability of a late answer. The
/// multipliers follow what has been reported: μc ← max(0, μc + η(cost − budget)/C), μl ← max(0, μl + η(late − allowed share)) (dual
/// ascent; dacr has the same without C). Reported qualities move the bias: b ← clip(b + ηb(y − clip(p + b))). Ties go to the cheaper
/// model, then to the lower index. O(models) a query.
/// </summary>
internal sealed class OnlinePolicy : IReplayPolicy
{
    // Room that a biased quality keeps from 0 and 1.
    private const double Edge = 1e-4;

    private readonly OnlineRule _rule;
    private readonly double[] _costUsd;
    private readonly double _dearest;
    private readonly LatenessBelief? _belief;
    private readonly Dictionary<(int Domain, int Model), double> _bias = [];

    /// <param name="rule">What is weighed.</param>
    /// <param name="expectedCostUsd">Mean cost of each model; NaN, which counts as 0, only where no budget is kept.</param>
    /// <param name="belief">Of late answers; null where no latency counts.</param>
    public OnlinePolicy(OnlineRule rule, double[] expectedCostUsd, LatenessBelief? belief)
    {
        (_rule, _belief) = (rule, belief);
        _costUsd = Array.ConvertAll(expectedCostUsd, cost => double.IsNaN(cost) ? 0 : cost);
        _dearest = _costUsd.Max() is > 0 and var dearest ? dearest : 1;
    }

    /// <summary>The multiplier of costs, in quality for the dearest model's mean cost.</summary>
    public double CostMultiplier { get; private set; }

    /// <summary>The multiplier of lateness, in quality for a late answer.</summary>
    public double LatencyMultiplier { get; private set; }

    public int Choose(in Request request)
    {
        var (best, bestValue, bestCost) = (0, double.NegativeInfinity, double.PositiveInfinity);
        for (var model = 0; model < _costUsd.Length; model++)
        {
            var ratio = request.Scores.Length > _costUsd.Length ? request.Scores[_costUsd.Length + model] : 1;
            var cost = _costUsd[model] * ratio;
            var late = _belief?.Late(model) ?? 0;
            var value = Quality(request, model)
                - (_rule.UsdTradeoff * cost)
                - (CostMultiplier * cost / _dearest)
                - ((_rule.LatencyTradeoff + LatencyMultiplier) * late);
            if (value > bestValue || (value == bestValue && cost < bestCost))
            {
                (best, bestValue, bestCost) = (model, value, cost);
            }
        }

        return best;
    }

    public void Learn(in Feedback feedback)
    {
        _belief?.Learn(feedback.Model, feedback.LatencySeconds);
        if (_rule.Budget is { } budget && !double.IsNaN(feedback.CostUsd))
        {
            CostMultiplier = Math.Max(0, CostMultiplier + (_rule.DualStep * (feedback.CostUsd - budget) / _dearest));
        }

        if (_rule is { KeepsLatency: true, MaxLatency: { } limit } && !double.IsNaN(feedback.LatencySeconds))
        {
            var late = feedback.LatencySeconds > limit ? 1 : 0;
            LatencyMultiplier = Math.Max(0, LatencyMultiplier + (_rule.DualStep * (late - _rule.LateShare)));
        }

        if (_rule.BiasStep > 0 && !double.IsNaN(feedback.Quality))
        {
            var key = (feedback.Request.Domain, feedback.Model);
            var moved = _bias.GetValueOrDefault(key) + (_rule.BiasStep * (feedback.Quality - Quality(feedback.Request, feedback.Model)));
            _bias[key] = Math.Clamp(moved, -_rule.BiasLimit, _rule.BiasLimit);
        }
    }

    // A pair's score says how much better the strong model is; 1 - s and s differ by just that, and a bias makes up for their level.
    private double Quality(in Request request, int model)
    {
        var scores = request.Scores;
        double quality = scores.Length >= _costUsd.Length ? scores[model] : model == 1 ? scores[0] : 1.0 - scores[0];
        return _rule.BiasStep > 0
            ? Math.Clamp(quality + _bias.GetValueOrDefault((request.Domain, model)), Edge, 1 - Edge)
            : quality;
    }
}
