namespace Trainer.Export;

/// <summary>The decision rule: operating points to choose from, one of them the default.</summary>
/// <param name="Default">Name of the operating point that is used when none is asked for.</param>
/// <param name="OperatingPoints">The operating points, names unique.</param>
public sealed record Policy(string Default, IReadOnlyList<OperatingPoint> OperatingPoints);
