using System.Collections;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Trainer.Onnx;
using Trainer.Onnx.Schema;

namespace Trainer.Training;

/// <summary>The parameters of a model by name, in the order in which they were added.</summary>
internal sealed class ParameterSet : IReadOnlyList<Parameter>
{
    private readonly List<Parameter> _all = [];
    private readonly Dictionary<string, Parameter> _byName = new(StringComparer.Ordinal);

    public int Count => _all.Count;

    public Parameter this[int index] => _all[index];

    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public Parameter this[string name] => _byName[name];

    /// <summary>
    /// Makes parameters of constants that a graph already has, such as an encoder's weights: they become inputs of the same names.
    /// </summary>
    /// <param name="graph">The graph, which is changed.</param>
    /// <param name="choose">
    /// The parameter that a float constant becomes, from its name, shape and values; null leaves it a constant.
    /// </param>
    public static ParameterSet FromConstants(GraphBuilder graph, Func<string, long[], float[], Parameter?> choose)
    {
        var set = new ParameterSet();
        foreach (var tensor in graph.Graph.Initializer.Where(tensor => tensor.DataType == (int)TensorProto.Types.DataType.Float).ToArray())
        {
            float[] values = tensor.RawData.Length > 0
                ? MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray()
                : [.. tensor.FloatData];
            if (choose(tensor.Name, [.. tensor.Dims], values) is { } parameter)
            {
                set.Add(parameter);
                graph.Graph.Initializer.Remove(tensor);
                graph.Graph.Input.Add(new ValueInfoProto
                {
                    Name = tensor.Name,
                    Type = new TypeProto
                    {
                        TensorType = new TypeProto.Types.Tensor
                        {
                            ElemType = tensor.DataType,
                            Shape = new TensorShapeProto
                            {
                                Dim = { tensor.Dims.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }) },
                            },
                        },
                    },
                });
            }
        }

        return set;
    }

    /// <exception cref="ArgumentException">The name is taken.</exception>
    public Parameter Add(Parameter parameter)
    {
        if (!_byName.TryAdd(parameter.Name, parameter))
        {
            throw new ArgumentException($"there already is a parameter '{parameter.Name}'", nameof(parameter));
        }

        _all.Add(parameter);
        return parameter;
    }

    /// <summary>Whether every value is a finite number.</summary>
    public bool AreFinite() => _all.TrueForAll(parameter => float.IsFinite(TensorPrimitives.MaxMagnitude<float>(parameter.Values)));

    public IEnumerator<Parameter> GetEnumerator() => _all.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
