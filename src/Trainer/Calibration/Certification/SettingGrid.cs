namespace Trainer.Calibration.Certification;

/// <summary>
/// The settings that are tested, from the quality end to the saving end. They are fixed before any outcome or score of the certification
/// data is
/// seen, which is what makes testing them one after the other valid; neighbours that decide alike cost nothing.
/// </summary>
internal static class SettingGrid
{
    private const int Steps = 1000;

    /// <summary>Always strong, thresholds a thousandth apart, never strong. Off the round numbers, on which scores may lie.</summary>
    public static double[] OfPair() => [0, .. Enumerable.Range(1, Steps).Select(i => (i - (1.0 / 3)) / Steps), 2];

    /// <summary>Trade-offs over six decades, up to where a quality difference of 1 is outweighed by the smallest difference in
    /// cost.</summary>
    public static double[] OfPool(double[] expectedCostUsd) => PoolBudget.Grid(expectedCostUsd);
}
