namespace Trainer.Regression.Slices;

/// <summary>What looking around for weak slices found. It never decides.</summary>
/// <param name="GrownOn">Queries that slices were looked for on.</param>
/// <param name="ConfirmedOn">Queries that they were tried on, none of them among the former.</param>
/// <param name="Tried">Slices found on the one half.</param>
/// <param name="Confirmed">Those that the other half confirms, the worst first.</param>
internal sealed record WeakSlices(int GrownOn, int ConfirmedOn, int Tried, IReadOnlyList<WeakSlice> Confirmed);
