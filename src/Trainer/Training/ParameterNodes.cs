using Trainer.Onnx;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Training;

/// <summary>
/// Parameters as values of a graph under construction, declared when they are first asked for. What writes a model asks here by name and
/// does not know whether it writes the graph that is trained, whose parameters are inputs, or the one that is shipped, where they are
/// constants.
/// </summary>
internal sealed class ParameterNodes
{
    private readonly Func<Parameter, string> _declare;
    private readonly ParameterSet _parameters;
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private ParameterNodes(ParameterSet parameters, Func<Parameter, string> declare) => (_parameters, _declare) = (parameters, declare);

    /// <summary>The value that holds a parameter.</summary>
    /// <exception cref="KeyNotFoundException">There is no such parameter.</exception>
    public string this[string name] =>
        _values.TryGetValue(name, out var value) ? value : _values[name] = _declare(_parameters[name]);

    /// <summary>For training: inputs of the parameters' names.</summary>
    public static ParameterNodes Inputs(GraphBuilder graph, ParameterSet parameters) => new(
        parameters,
        parameter => graph.Input(parameter.Name, DataType.Float, [.. parameter.Shape.Cast<object>()]));

    /// <summary>For shipping: constants with the values of this moment.</summary>
    public static ParameterNodes Constants(GraphBuilder graph, ParameterSet parameters) => new(
        parameters,
        parameter => graph.Constant(parameter.Name, parameter.Values, parameter.Shape));
}
