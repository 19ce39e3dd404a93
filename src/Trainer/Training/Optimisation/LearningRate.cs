namespace Trainer.Training.Optimisation;

/// <summary>
/// A learning rate that depends on the step: it rises in a straight line over the first steps, then goes its way down to 0 at the last.
/// </summary>
/// <param name="Peak">The highest rate.</param>
/// <param name="Decline">The way down.</param>
/// <param name="WarmUpSteps">Steps in which it rises to the peak.</param>
/// <param name="Steps">Steps until it is 0; only a constant rate needs none.</param>
internal sealed record LearningRate(double Peak, RateDecline Decline = RateDecline.None, long WarmUpSteps = 0, long Steps = 0)
{
    /// <summary>The rate of a step, counted from 0.</summary>
    public double At(long step)
    {
        if (step < WarmUpSteps)
        {
            return Peak * (step + 1) / WarmUpSteps;
        }

        var way = Math.Clamp((double)(step - WarmUpSteps) / Math.Max(1, Steps - WarmUpSteps), 0, 1);
        return Decline switch
        {
            RateDecline.Linear => Peak * (1 - way),
            RateDecline.Cosine => Peak * 0.5 * (1 + Math.Cos(Math.PI * way)),
            _ => Peak,
        };
    }
}
