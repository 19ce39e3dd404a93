namespace Trainer.Export;

/// <summary>Root descriptor of a bundle.</summary>
/// <param name="FormatVersion">Major.minor of this format; a reader refuses a higher major and accepts a higher minor.</param>
/// <param name="Name">Name given by whoever trained it.</param>
/// <param name="Id">Sixteen hexadecimal digits over labels, features and provenance; the graph carries the same.</param>
/// <param name="Task">Two models and one score, or several and one each.</param>
/// <param name="Graph">What goes in and comes out of the graph.</param>
/// <param name="Golden">How the golden rows are compared.</param>
public sealed record BundleDescriptor(
    string FormatVersion, string Name, string Id, RoutingTask Task, GraphSignature Graph, GoldenRule Golden)
{
    /// <summary>The version that this code writes.</summary>
    public const string CurrentFormatVersion = "2.4";
}
