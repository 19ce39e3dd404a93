using System.Globalization;
using Trainer.Features;
using Trainer.Learners;
using Trainer.Sweep.Space;

namespace Trainer.Sweep;

/// <summary>
/// About how long the fits of a search take, before it begins: the mean of the learners' own counts of multiplications over draws of the
/// space. Rough, since a count is no time, a tuner does not draw evenly, and stopping spares some of the work.
/// </summary>
/// <param name="OperationsPerTrial">Multiplications of a trial's fits.</param>
internal readonly record struct FitEstimate(double OperationsPerTrial)
{
    // What one core with vector instructions does on the mean of the learners: 3e9 for trees, 3e10 for networks.
    private const double OperationsPerSecond = 5e9;

    private const int Draws = 200;

    /// <summary>O(draws).</summary>
    /// <param name="space">What may be tried.</param>
    /// <param name="shape">Of a fold's training data.</param>
    /// <param name="folds">Fits per trial.</param>
    /// <param name="seed">For the draws.</param>
    public static FitEstimate Of(SearchSpace space, TrainingShape shape, int folds, ulong seed)
    {
        var random = new SeededRandom(seed, 0xE57);
        return new(folds * Enumerable.Range(0, Draws).Average(draw => space.ToSpec(draw, space.Draw(random)).Learner.Operations(shape)));
    }

    /// <summary>The sentence for people.</summary>
    /// <param name="trials">Trials that are still to be made.</param>
    /// <param name="workers">Fits at once.</param>
    public string Describe(int trials, int workers)
    {
        var time = Duration.Of(trials * OperationsPerTrial / OperationsPerSecond / workers);
        return string.Create(CultureInfo.InvariantCulture, $"{trials} trials to go, roughly {time} of fits by {workers} at once, ") +
            string.Create(CultureInfo.InvariantCulture, $"if {OperationsPerSecond:0e0} multiplications take a second and none is stopped");
    }
}
