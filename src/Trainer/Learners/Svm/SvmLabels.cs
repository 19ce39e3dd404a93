using Trainer.Learners.Supervision;

namespace Trainer.Learners.Svm;

/// <summary>What one machine is taught.</summary>
/// <param name="Sides">[queries], 1 or -1.</param>
/// <param name="Bounds">[queries], the penalty C of each query; 0 leaves it out.</param>
internal sealed record SvmLabels(float[] Sides, double[] Bounds)
{
    /// <summary>
    /// Whether both sides are there. Otherwise there is nothing to separate.
    /// </summary>
    public bool AreTwoSided => Has(1) && Has(-1);

    /// <summary>The side that all queries lie on, 0 if there is no query.</summary>
    public float OnlySide => Has(1) ? 1 : Has(-1) ? -1 : 0;

    /// <summary>One machine for a pair, on whether the strong model is needed; else one for each model, on whether it is right.</summary>
    public static SvmLabels[] Of(TrainingSet data, double c) => data.IsPair
        ? [Of(Targets.StrongNeeded(data.Quality[0], data.Quality[1]), c)]
        : Array.ConvertAll(data.Quality, quality => Of(quality, c));

    // Quality y counts as y right answers and 1 - y wrong ones. Within the margin the two hinges add up to |2y - 1| times the one on the
    // larger side and a constant, so one bound per query is enough.
    private static SvmLabels Of(double[] quality, double c) => new(
        Array.ConvertAll(quality, y => y > 0.5 ? 1f : -1f),
        Array.ConvertAll(quality, y => double.IsNaN(y) ? 0 : c * Math.Abs((2 * y) - 1)));

    private bool Has(float side) => Sides.Zip(Bounds).Any(row => row.First == side && row.Second > 0);
}
