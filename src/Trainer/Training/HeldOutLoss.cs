namespace Trainer.Training;

/// <summary>The loss of held-out examples, as many at a time as a graph's arrays have room for.</summary>
internal static class HeldOutLoss
{
    /// <summary>Puts examples into the arrays that a graph is bound to, and runs nothing.</summary>
    public delegate void Fill<T>(ReadOnlySpan<T> examples);

    /// <summary>The mean over all examples of a graph whose loss is the mean over a batch; null where nothing is held out.</summary>
    public static double? Mean<T>(BoundGraph? loss, T[] heldOut, int most, Fill<T> fill) =>
        Sum(loss, heldOut, most, fill, count => count) / heldOut.Length;

    /// <summary>The sum of a graph's losses, in which every example has its weight already; null where nothing is held out.</summary>
    public static double? Sum<T>(BoundGraph? loss, T[] heldOut, int most, Fill<T> fill) => Sum(loss, heldOut, most, fill, _ => 1);

    private static double? Sum<T>(BoundGraph? loss, T[] heldOut, int most, Fill<T> fill, Func<int, double> weight)
    {
        if (loss is null || heldOut.Length == 0)
        {
            return null;
        }

        double sum = 0;
        for (var from = 0; from < heldOut.Length; from += most)
        {
            var examples = heldOut.AsSpan(from, Math.Min(most, heldOut.Length - from));
            fill(examples);
            loss.Run();
            sum += weight(examples.Length) * loss.Loss;
        }

        return sum;
    }
}
