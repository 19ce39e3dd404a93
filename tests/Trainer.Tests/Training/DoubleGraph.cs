using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Trainer.Onnx;
using Trainer.Onnx.Schema;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Tests.Training;

/// <summary>
/// A double-precision copy of a graph in single precision, in which finite differences are exact enough to judge a gradient.
/// </summary>
internal sealed class DoubleGraph : IDisposable
{
    private readonly InferenceSession _session;

    public DoubleGraph(GraphBuilder graph)
    {
        var model = ModelProto.Parser.ParseFrom(graph.Build(new Dictionary<string, string>()));
        Spell(model.Graph);
        foreach (var tensor in model.Graph.Initializer)
        {
            Widen(tensor);
        }

        foreach (var value in model.Graph.Input.Concat(model.Graph.Output))
        {
            var type = value.Type.TensorType;
            type.ElemType = type.ElemType == (int)DataType.Float ? (int)DataType.Double : type.ElemType;
        }

        foreach (var node in model.Graph.Node)
        {
            foreach (var attribute in node.Attribute)
            {
                if (attribute.T is not null)
                {
                    Widen(attribute.T);
                }

                if (node.OpType == "Cast" && attribute.Name == "to" && attribute.I == (long)DataType.Float)
                {
                    attribute.I = (long)DataType.Double;
                }
            }

            if (node.OpType == "ConstantOfShape" && node.Attribute.Count == 0)
            {
                node.Attribute.Add(new AttributeProto
                {
                    Name = "value",
                    Type = AttributeProto.Types.AttributeType.Tensor,
                    T = new TensorProto { DataType = (int)DataType.Double, Dims = { 1 }, RawData = ByteString.CopyFrom(new byte[8]) },
                });
            }
        }

        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        options.AddSessionConfigEntry("optimization.disable_specified_optimizers", "ReshapeFusion"); // as training has it
        _session = new InferenceSession(model.ToByteArray(), options);
    }

    /// <summary>Runs it; an input is a double[] or long[] with its shape.</summary>
    public double[][] Run(IReadOnlyDictionary<string, (Array Values, long[] Shape)> inputs, params string[] outputs)
    {
        var names = _session.InputNames.ToArray();
        var values = Array.ConvertAll(names, name => inputs[name].Values switch
        {
            double[] numbers => OrtValue.CreateTensorValueFromMemory(numbers, inputs[name].Shape),
            long[] numbers => OrtValue.CreateTensorValueFromMemory(numbers, inputs[name].Shape),
            _ => throw new ArgumentException(name),
        });
        using var options = new RunOptions();
        using var results = _session.Run(options, names, values, outputs);
        Array.ForEach(values, value => value.Dispose());
        return [.. results.Select(result => result.GetTensorDataAsSpan<double>().ToArray())];
    }

    public void Dispose() => _session.Dispose();

    // Two operators have no kernel in double precision.
    private static void Spell(GraphProto graph)
    {
        var spelt = new List<NodeProto>();
        string Node(string op, params string[] inputs)
        {
            spelt.Add(new NodeProto { OpType = op, Input = { inputs }, Output = { $"spelt {spelt.Count}" } });
            return spelt[^1].Output[0];
        }

        string Number(double value)
        {
            graph.Initializer.Add(new TensorProto
            {
                Name = $"number {graph.Initializer.Count}",
                DataType = (int)DataType.Double,
                RawData = ByteString.CopyFrom(BitConverter.GetBytes(value)),
            });
            return graph.Initializer[^1].Name;
        }

        foreach (var node in graph.Node)
        {
            if (node.OpType == "Softplus")
            {
                Node("Log", Node("Add", Number(1), Node("Exp", node.Input[0])));
                spelt[^1].Output[0] = node.Output[0];
            }
            else if (node.OpType == "Erf")
            {
                // 2/√π Σ (−1)ⁿ x^(2n+1) / (n! (2n + 1)), by Horner's scheme: exact to 1e-9 for |x| < 3.
                var square = Node("Neg", Node("Mul", node.Input[0], node.Input[0]));
                var sum = Number(0);
                for (var n = 60; n >= 0; n--)
                {
                    var factorial = Enumerable.Range(1, n).Aggregate(1.0, (product, factor) => product * factor);
                    sum = Node("Add", Node("Mul", sum, square), Number(2 / Math.Sqrt(Math.PI) / (factorial * ((2 * n) + 1))));
                }

                Node("Mul", sum, node.Input[0]);
                spelt[^1].Output[0] = node.Output[0];
            }
            else
            {
                spelt.Add(node);
            }
        }

        graph.Node.Clear();
        graph.Node.Add(spelt);
    }

    private static void Widen(TensorProto tensor)
    {
        if (tensor.DataType == (int)DataType.Float)
        {
            float[] values = tensor.RawData.Length > 0
                ? MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray()
                : [.. tensor.FloatData];
            tensor.FloatData.Clear();
            tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(Array.ConvertAll(values, value => (double)value).AsSpan()));
            tensor.DataType = (int)DataType.Double;
        }
    }
}
