using Trainer.Export;

namespace Trainer.Calibration.Certification;

/// <summary>The outcome of a certification.</summary>
/// <param name="Setting">The certified threshold or trade-off.</param>
/// <param name="Certificate">What is promised of it; null where nothing can be promised.</param>
/// <param name="Sentence">What is promised in words, or why nothing can be and how many rows would do.</param>
/// <param name="RowsNeeded">About how many independent rows would do where the data were too few; null if none would, or none are
/// needed.</param>
internal sealed record CertificationResult(double Setting, Certificate? Certificate, string Sentence, int? RowsNeeded);
