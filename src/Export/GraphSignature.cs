namespace Trainer.Export;

/// <summary>What goes in and comes out of the graph.</summary>
/// <param name="File">The graph's file.</param>
/// <param name="Inputs">Names of the inputs, some of those of <see cref="Onnx.GraphSession"/>; a host removes U+0000 from texts.</param>
/// <param name="Output">Name of the float output.</param>
/// <param name="ScoresPerQuery">
/// Columns of the output: 1 for a pair, else the number of models, or twice that where the graph also gives cost ratios.
/// </param>
/// <param name="Opsets">Operator sets in use.</param>
/// <param name="MinimumRuntime">ONNX Runtime version from which the graph loads.</param>
public sealed record GraphSignature(
    string File, IReadOnlyList<string> Inputs, string Output, int ScoresPerQuery, IReadOnlyList<string> Opsets, string MinimumRuntime);
