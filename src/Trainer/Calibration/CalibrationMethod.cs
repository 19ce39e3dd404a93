namespace Trainer.Calibration;

/// <summary>A way of calibrating scores.</summary>
/// <param name="Name">Its name in configurations and bundles.</param>
/// <param name="KeepsOrder">Whether different scores stay different, so that <c>auto</c> may take it.</param>
/// <param name="Fit">Fits it on raw scores and targets in [0, 1] of queries that the learner was not fitted on.</param>
internal sealed record CalibrationMethod(string Name, bool KeepsOrder, CalibrationMethod.Fitting Fit)
{
    /// <summary>In place of a method: the best by cross-validation.</summary>
    public const string Auto = "auto";

    public delegate Calibrator Fitting(ReadOnlySpan<double> raw, ReadOnlySpan<double> target);

    /// <summary>σ of the raw score.</summary>
    public static CalibrationMethod None { get; } = new("none", true, (_, _) => new PlattScaling(1, 0));

    /// <summary>The usual one.</summary>
    public static CalibrationMethod Platt { get; } = new("platt", true, PlattScaling.Fit);

    /// <summary>All there are, the simple ones first.</summary>
    public static IReadOnlyList<CalibrationMethod> All { get; } =
    [
        None,
        Platt,
        new("temperature", true, TemperatureScaling.Fit),
        new("beta", true, BetaCalibration.Fit),
        new("isotonic", true, IsotonicRegression.Fit),
        new("histogram", false, HistogramBinning.Fit),
    ];

    /// <exception cref="InvalidOperationException">There is none of that name.</exception>
    public static CalibrationMethod Of(string name) => All.First(method => method.Name == name);
}
