using Trainer.Export;

namespace Trainer.Evaluation.Report;

/// <summary>Calibration on one domain's queries.</summary>
/// <param name="Domain">Its name.</param>
/// <param name="Ece">Over bins of equal width, with the number of queries; few queries make it large whatever the router is worth.</param>
/// <param name="Excess">Mean predicted less mean observed: above 0 the router promises too much.</param>
internal sealed record DomainCalibrationReport(string Domain, Estimate Ece, Estimate Excess);
