using Trainer.Export;

namespace Trainer.Reporting.Tables;

/// <summary>A number that is reported.</summary>
/// <param name="Id">Short name for machines.</param>
/// <param name="Name">Its name in the field.</param>
/// <param name="Meaning">One plain sentence.</param>
/// <param name="Value">The number.</param>
/// <param name="Format">How it is written.</param>
internal sealed record Metric(string Id, string Name, string Meaning, Estimate Value, Func<double, string> Format)
{
    /// <summary>Whether it belongs to the few that are shown first.</summary>
    public bool IsKey { get; init; }
}
