namespace Trainer.Evaluation;

/// <summary>Linear interpolation between order statistics, the default of R (type 7), NumPy and pandas.</summary>
internal static class Quantile
{
    public static double Of(ReadOnlySpan<double> sorted, double probability)
    {
        var position = probability * (sorted.Length - 1);
        var low = Math.Clamp((int)position, 0, sorted.Length - 1);
        var high = Math.Min(low + 1, sorted.Length - 1);
        var part = position - low;
        var width = sorted[high] - sorted[low];

        // From the nearer end, so that a whole position, or two equal neighbours, give the observed value to the last bit.
        return part < 0.5 ? sorted[low] + (part * width) : sorted[high] - ((1 - part) * width);
    }
}
