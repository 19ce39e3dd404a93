namespace Trainer.Export;

/// <summary>Root descriptor of a bundle.</summary>
/// <param name="FormatVersion">Major.minor of this format; a reader refuses a higher major and accepts a higher minor.</param>
/// <param name="Name">Name given by whoever trained it.</param>
/// <param name="Id">Sixteen hexadecimal digits over labels, features and provenance; the graph carries the same.</param>
/// <param name="Task">Two models and one score, or several and one each.</param>
/// <param name="Graph">What goes in and comes out of the graph.</param>
/// <param name="Golden">How the golden rows are compared.</param>
public sealed record BundleDescriptor(string FormatVersion, string Name, string Id, RoutingTask Task, GraphSignature Graph, GoldenRule Golden)
{
    /// <summary>The version that this code writes.</summary>
    public const string CurrentFormatVersion = "1.0";
}

/// <summary>What goes in and comes out of the graph.</summary>
/// <param name="File">The graph's file.</param>
/// <param name="Input">Name of the string input [N]; a host removes U+0000 from texts.</param>
/// <param name="Output">Name of the float output.</param>
/// <param name="ScoresPerQuery">Columns of the output: 1 for a pair, else the number of models.</param>
/// <param name="Opsets">Operator sets in use.</param>
/// <param name="MinimumRuntime">ONNX Runtime version from which the graph loads.</param>
public sealed record GraphSignature(string File, string Input, string Output, int ScoresPerQuery, IReadOnlyList<string> Opsets, string MinimumRuntime);

/// <summary>How golden rows are compared.</summary>
/// <param name="Rows">How many there are.</param>
/// <param name="ScoreTolerance">Largest absolute difference of a score that is not a difference.</param>
public sealed record GoldenRule(int Rows, double ScoreTolerance);
