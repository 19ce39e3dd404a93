using Trainer.Export;

namespace Trainer.Calibration;

/// <summary>One method, judged by cross-validation on out-of-fold scores.</summary>
/// <param name="Method">Its name; with "by domain" behind it where domains have maps of their own.</param>
/// <param name="LogLoss">Mean cross-entropy of a query, in nats.</param>
/// <param name="OverPlatt">How much more that is than with Platt scaling, on the same queries; below 0 it is better.</param>
/// <param name="StandardError">Of the latter, over clusters of queries; NaN where there is one cluster.</param>
internal sealed record CalibrationTrial(string Method, Estimate LogLoss, Estimate OverPlatt, double StandardError);
