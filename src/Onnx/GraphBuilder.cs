using System.Runtime.InteropServices;
using Google.Protobuf;
using Trainer.Onnx.Schema;

namespace Trainer.Onnx;

/// <summary>
/// Builds one ONNX graph node by node. Values are named by the strings that the methods below
/// return; names are unique and depend only on the order of calls, so that the same calls give the same bytes.
/// Opset 17, ai.onnx.ml 3, com.microsoft 1, IR 8: the set that ONNX Runtime accepts in C#, Node and the browser for every
/// operator used here.
/// </summary>
public sealed class GraphBuilder
{
    /// <summary>Operator domain of <c>LabelEncoder</c> and the tree ensembles.</summary>
    public const string MlDomain = "ai.onnx.ml";

    /// <summary>Operator domain of <c>Tokenizer</c>.</summary>
    public const string MicrosoftDomain = "com.microsoft";

    /// <summary>Version of the standard operators.</summary>
    public const int Opset = 17;

    /// <summary>Size of a dimension that is only known when the graph runs: the batch.</summary>
    public const string Batch = "N";

    private readonly GraphProto _graph;
    private readonly Dictionary<string, int> _nextNumber = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Starts an empty graph.</summary>
    public GraphBuilder(string name) => _graph = new GraphProto { Name = name };

    /// <summary>The graph so far, for whoever reads it; nodes are added by the methods below, which keep names apart.</summary>
    public GraphProto Graph => _graph;

    /// <summary>Declares an input; a dimension is a number or a symbol such as <see cref="Batch"/>.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public string Input(string name, TensorProto.Types.DataType type, params object[] shape)
    {
        _graph.Input.Add(Info(Claim(name), type, shape));
        return name;
    }

    /// <summary>Declares a value as output under a name of its own.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Output(string name, string value, TensorProto.Types.DataType type, params object[] shape)
    {
        _graph.Node.Add(new NodeProto { OpType = "Identity", Name = Claim(name), Input = { value }, Output = { name } });
        _graph.Output.Add(Info(name, type, shape));
    }

    /// <summary>Adds a node with one output and returns that output's name.</summary>
    public string Add(string op, string[] inputs, params AttributeProto[] attributes) => Add(op, "", inputs, attributes);

    /// <summary>Adds a node of another operator domain with one output and returns that output's name.</summary>
    public string Add(string op, string domain, string[] inputs, params AttributeProto[] attributes) =>
        Add(op, domain, 1, inputs, attributes)[0];

    /// <summary>Adds a node with several outputs and returns their names.</summary>
    public string[] Add(string op, string domain, int outputs, string[] inputs, params AttributeProto[] attributes)
    {
        var name = Unique(op);
        var results = outputs == 1 ? [name] : Enumerable.Range(0, outputs).Select(_ => Unique(name)).ToArray();
        _graph.Node.Add(new NodeProto
        {
            OpType = op,
            Domain = domain,
            Name = name,
            Input = { inputs },
            Output = { results },
            Attribute = { attributes },
        });
        return results;
    }

    /// <summary>Adds a node as it is, but for its own and its outputs' names, which become unique; returns the outputs' new names.</summary>
    internal string[] Add(NodeProto node)
    {
        var results = node.Output.Select(output => output.Length == 0 ? "" : Unique(node.OpType)).ToArray();
        node.Name = results.FirstOrDefault(result => result.Length > 0) ?? Unique(node.OpType);
        node.Output.Clear();
        node.Output.Add(results);
        _graph.Node.Add(node);
        return results;
    }

    /// <summary>Adds an initializer as it is, but for its name, which becomes unique; returns the new name.</summary>
    internal string Add(TensorProto weights)
    {
        weights.Name = Unique(weights.Name);
        _graph.Initializer.Add(weights);
        return weights.Name;
    }

    /// <summary>Adds a float32 initializer.</summary>
    public string Constant(string hint, float[] values, params long[] shape) =>
        Initializer(hint, TensorProto.Types.DataType.Float, MemoryMarshal.AsBytes(values.AsSpan()), shape);

    /// <summary>Adds a float64 initializer.</summary>
    public string Constant(string hint, double[] values, params long[] shape) =>
        Initializer(hint, TensorProto.Types.DataType.Double, MemoryMarshal.AsBytes(values.AsSpan()), shape);

    /// <summary>Adds an int64 initializer.</summary>
    public string Constant(string hint, long[] values, params long[] shape) =>
        Initializer(hint, TensorProto.Types.DataType.Int64, MemoryMarshal.AsBytes(values.AsSpan()), shape);

    /// <summary>Adds an int32 initializer, for indices where half the memory matters.</summary>
    public string Constant(string hint, int[] values, params long[] shape) =>
        Initializer(hint, TensorProto.Types.DataType.Int32, MemoryMarshal.AsBytes(values.AsSpan()), shape);

    /// <summary>Adds an int8 initializer, for quantised weights.</summary>
    public string Constant(string hint, sbyte[] values, params long[] shape) =>
        Initializer(hint, TensorProto.Types.DataType.Int8, MemoryMarshal.AsBytes(values.AsSpan()), shape);

    /// <summary>Adds a float32 scalar.</summary>
    public string Scalar(float value) => Constant("scalar", [value]);

    /// <summary>Adds a float64 scalar.</summary>
    public string Scalar(double value) => Constant("scalar", [value]);

    /// <summary>Adds an int64 scalar.</summary>
    public string Scalar(long value) => Constant("scalar", [value]);

    /// <summary>
    /// The finished model. Metadata keys are written in ordinal order; there is no timestamp, which would make bytes differ.
    /// </summary>
    public byte[] Build(IReadOnlyDictionary<string, string> metadata)
    {
        var model = new ModelProto
        {
            IrVersion = 8,
            ProducerName = "trainer",
            Domain = "trainer.router",
            ModelVersion = 1,
            Graph = _graph,
            OpsetImport =
            {
                new OperatorSetIdProto { Domain = "", Version = Opset },
                new OperatorSetIdProto { Domain = MlDomain, Version = 3 },
                new OperatorSetIdProto { Domain = MicrosoftDomain, Version = 1 },
            },
            MetadataProps = { GraphBytes.Entries(metadata) },
        };
        return model.ToByteArray();
    }

    private string Initializer(string hint, TensorProto.Types.DataType type, ReadOnlySpan<byte> littleEndian, long[] shape)
    {
        var name = Unique(hint);
        _graph.Initializer.Add(new TensorProto
        {
            Name = name,
            DataType = (int)type,
            Dims = { shape },
            RawData = ByteString.CopyFrom(littleEndian),
        });
        return name;
    }

    private static ValueInfoProto Info(string name, TensorProto.Types.DataType type, object[] shape)
    {
        var dimensions = shape.Select(d => d is string symbol
            ? new TensorShapeProto.Types.Dimension { DimParam = symbol }
            : new TensorShapeProto.Types.Dimension { DimValue = Convert.ToInt64(d, System.Globalization.CultureInfo.InvariantCulture) });
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = new TensorShapeProto { Dim = { dimensions } } },
            },
        };
    }

    // Inputs and outputs are known to hosts by their names and cannot take another.
    private string Claim(string name) =>
        _names.Add(name) ? name : throw new ArgumentException($"the graph already has a value named '{name}'", nameof(name));

    private string Unique(string hint)
    {
        for (var number = _nextNumber.GetValueOrDefault(hint); ; number++)
        {
            var name = number == 0 ? hint : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{hint}_{number}");
            if (_names.Add(name))
            {
                _nextNumber[hint] = number + 1;
                return name;
            }
        }
    }
}
