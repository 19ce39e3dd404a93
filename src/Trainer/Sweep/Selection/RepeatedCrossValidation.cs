using System.Globalization;
using Trainer.Features;

namespace Trainer.Sweep.Selection;

/// <summary>
/// Cross-validates the best trials again on other folds, and chooses by the mean: which queries fell into one fold moves an objective by about
/// as much as the best trials differ (Krstajic et al. 2014, J. Cheminform. 6:10). The seeds of the fits stay the same.
/// </summary>
/// <param name="first">The cross-validation of the search.</param>
/// <param name="objectiveOf">The objective on the folds of another one.</param>
/// <param name="seed">Of the fits.</param>
/// <param name="workers">Fits at once; they change nothing.</param>
internal sealed class RepeatedCrossValidation(
    CrossValidation first, Func<CrossValidation, Objective> objectiveOf, ulong seed, int workers)
{
    private const int Finalists = 5;
    private const int UsualTimes = 3;

    // Beside a search of as much work nobody notices a quarter more, nor what takes some seconds.
    private const double CheapShare = 0.25;
    private const double CheapOperations = 2e10;

    /// <summary>The best of the candidates that go on, best first.</summary>
    public static IReadOnlyList<Trial> Best(IEnumerable<Trial> candidates) =>
        [.. candidates.OrderByDescending(trial => trial.Objective).ThenBy(trial => trial.Spec.Number).Take(Finalists)];

    /// <summary>How often they are cross-validated in all.</summary>
    /// <param name="asked">How often the user wants it; 0 to decide.</param>
    /// <param name="mayTakeTime">Whether there are few queries, whose features are soon made, and no time limit.</param>
    /// <param name="trials">All trials.</param>
    /// <param name="finalists">The best.</param>
    public static int Times(int asked, bool mayTakeTime, IReadOnlyList<Trial> trials, IReadOnlyList<Trial> finalists)
    {
        var once = finalists.Sum(trial => trial.Operations);
        var cheap = Math.Max(CheapShare * trials.Sum(trial => trial.Operations), CheapOperations);
        return finalists.Count < 2 ? 1
            : asked > 0 ? asked
            : mayTakeTime && (UsualTimes - 1) * once <= cheap ? UsualTimes
            : 1;
    }

    /// <summary>The objective of every finalist each time, the search's own first; more is better. O(times × folds × finalists) fits.</summary>
    /// <param name="finalists">What is cross-validated.</param>
    /// <param name="times">How often, at least 1.</param>
    /// <param name="cancellation">Stops it.</param>
    public IReadOnlyList<double[]> Run(IReadOnlyList<Trial> finalists, int times, CancellationToken cancellation)
    {
        double[][] values = [.. finalists.Select(trial => new double[times])];
        for (var i = 0; i < values.Length; i++)
        {
            values[i][0] = finalists[i].Objective;
        }

        for (var time = 1; time < times; time++)
        {
            var again = first.Repeat(time);
            var objective = objectiveOf(again);
            var parts = new FoldScores[finalists.Count, again.Folds.Count];
            Parallel.For(
                0,
                parts.Length,
                new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellation },
                i => parts[i % finalists.Count, i / finalists.Count] =
                    again.Score(finalists[i % finalists.Count].Spec, i / finalists.Count, 1, seed, false, cancellation));
            for (var i = 0; i < finalists.Count; i++)
            {
                var scores = new float[again.Queries * (parts[i, 0].Values.Length / again.Folds[0].Test.Length)];
                for (var fold = 0; fold < again.Folds.Count; fold++)
                {
                    again.Place(parts[i, fold].Values, fold, scores);
                }

                values[i][time] = objective.PerFold(finalists[i].Spec.Learner, scores).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
            }
        }

        return values;
    }

    /// <summary>The finalist whose mean is highest; ties go to the one that was better at first. One that is undefined somewhere is not chosen.</summary>
    public static int Choose(IReadOnlyList<double[]> values) => Enumerable.Range(0, values.Count)
        .MaxBy(i => values[i].Average() is var mean && double.IsNaN(mean) ? double.NegativeInfinity : mean);

    /// <summary>What is said of it.</summary>
    /// <param name="finalists">The finalists, best of the search first.</param>
    /// <param name="values">What <see cref="Run"/> gave.</param>
    /// <param name="chosen">What <see cref="Choose"/> gave.</param>
    /// <param name="objective">Its name, and the sign that makes more better.</param>
    public static Finding Finding(
        IReadOnlyList<Trial> finalists, IReadOnlyList<double[]> values, int chosen, (string Name, int Sign) objective)
    {
        string Of(int i)
        {
            double[] own = [.. values[i].Select(value => objective.Sign * value)];
            return string.Create(
                CultureInfo.InvariantCulture,
                $"trial {finalists[i].Spec.Number} has {own.Average():0.0000} ({own.Min():0.0000} to {own.Max():0.0000})");
        }

        var rival = chosen == 0 ? 1 : 0;
        return new Finding(
            FindingSeverity.Info,
            string.Create(CultureInfo.InvariantCulture, $"The best {finalists.Count} trials were cross-validated {values[0].Length} times, each ") +
            $"time on other folds. On the mean of {objective.Name}, {Of(chosen)} and {Of(rival)}: " +
            (chosen == 0 ? "the best of the search stays the best." : "it is chosen instead of the best of the search."));
    }
}
