namespace Trainer.Calibration;

/// <summary>Which calibration a router has, and why.</summary>
/// <param name="Asked">What the configuration asks for.</param>
/// <param name="Method">What the router has.</param>
/// <param name="ByDomain">Whether domains have maps of their own.</param>
/// <param name="Trials">All methods, judged; empty where the scores are not calibrated at all.</param>
internal sealed record CalibrationChoice(string Asked, string Method, bool ByDomain, IReadOnlyList<CalibrationTrial> Trials);
