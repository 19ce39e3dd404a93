namespace Trainer.Learners.Trees;

/// <summary>A feature that trees may ask about. Its bin b holds the values x with Thresholds[b - 1] &lt; x ≤ Thresholds[b].</summary>
/// <param name="Source">Column of the feature matrix: the sparse ones, then the dense ones.</param>
/// <param name="Thresholds">Ascending, at least one.</param>
internal sealed record SplitColumn(int Source, float[] Thresholds)
{
    public int Bins => Thresholds.Length + 1;

    /// <summary>How many thresholds lie below the value.</summary>
    public int BinOf(float value)
    {
        var index = Thresholds.AsSpan().BinarySearch(value);
        return index < 0 ? ~index : index;
    }
}
