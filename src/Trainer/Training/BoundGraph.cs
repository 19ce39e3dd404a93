using Microsoft.ML.OnnxRuntime;
using Trainer.Onnx;
using Trainer.Onnx.Schema;
using Trainer.Training.Differentiation;

namespace Trainer.Training;

/// <summary>
/// A loaded graph whose parameters, inputs and outputs are arrays of the caller's, read and written where they are: nothing is copied,
/// and a run allocates nothing on the managed heap. Several graphs may share parameters, such as one that gives gradients and one that
/// only scores. The same arrays give the same bits for one number of threads on one kind of processor. For one thread at a time.
/// </summary>
internal sealed class BoundGraph : IDisposable
{
    /// <summary>Name of the scalar output of <see cref="WithGradients"/>.</summary>
    public const string LossName = "loss";

    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly OrtIoBinding _binding;
    private readonly Dictionary<string, Bound> _bound = new(StringComparer.Ordinal);
    private readonly HashSet<string> _inputs;
    private readonly float[] _loss = GC.AllocateArray<float>(1, pinned: true);

    /// <summary>Loads a graph; its outputs have been declared.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="parameters">What those inputs are that have the name of a parameter.</param>
    /// <param name="threads">Threads of one run; their number may change the last bits of a result.</param>
    /// <exception cref="InvalidDataException">ONNX Runtime refuses the graph.</exception>
    public BoundGraph(GraphBuilder graph, ParameterSet parameters, int threads = 1)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            EnableMemoryPattern = false, // a pattern is planned anew for every new shape of a batch
            EnableCpuMemArena = true,
        };
        // It fails on reshapes that follow each other towards shapes known only when the graph runs, as a gradient's do.
        options.AddSessionConfigEntry("optimization.disable_specified_optimizers", "ReshapeFusion");
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0"); // waiting threads leave the cores to others
        try
        {
            _session = new InferenceSession(graph.Build(new Dictionary<string, string>()), options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidDataException($"ONNX Runtime refuses the graph to be trained: {e.Message}", e);
        }

        _binding = _session.CreateIoBinding();
        _inputs = [.. _session.InputNames];
        foreach (var parameter in parameters)
        {
            if (_inputs.Contains(parameter.Name))
            {
                Bind(parameter.Name, parameter.Values, parameter.Shape);
            }

            var gradient = GradientOf(parameter.Name);
            if (_session.OutputMetadata.ContainsKey(gradient))
            {
                Bind(gradient, parameter.Gradient, parameter.Shape);
            }
        }

        if (_session.OutputMetadata.ContainsKey(LossName))
        {
            Bind(LossName, _loss, []);
        }
    }

    /// <summary>The loss of the last run of a graph that has one.</summary>
    public float Loss => _loss[0];

    /// <summary>Name of the output that holds the gradient of a parameter or an input.</summary>
    public static string GradientOf(string name) => "gradient of " + name;

    /// <summary>
    /// Differentiates a graph and loads it: a run gives <see cref="Loss"/> and fills <see cref="Parameter.Gradient"/> of every parameter
    /// that is trained. The gradient of a parameter that the loss does not depend on stays 0.
    /// </summary>
    /// <param name="graph">The graph; gradients and outputs are added to it.</param>
    /// <param name="loss">Its scalar to be minimised, float [].</param>
    /// <param name="parameters">What is trained.</param>
    /// <param name="threads">Threads of one run.</param>
    /// <param name="inputs">Inputs whose gradients are outputs too, to be bound under <see cref="GradientOf"/>.</param>
    /// <exception cref="InvalidDataException">The graph cannot be differentiated or loaded.</exception>
    public static BoundGraph WithGradients(
        GraphBuilder graph, string loss, ParameterSet parameters, int threads = 1, params string[] inputs)
    {
        var declared = graph.Graph.Input.ToDictionary(input => input.Name, StringComparer.Ordinal);
        string[] trained =
        [
            .. parameters.Where(parameter => !parameter.IsFrozen && declared.ContainsKey(parameter.Name))
                .Select(parameter => parameter.Name),
        ];
        var gradients = Gradients.Append(graph, loss, [.. trained, .. inputs]);
        graph.Output(LossName, loss, TensorProto.Types.DataType.Float);
        foreach (var name in trained.Concat(inputs).Where(gradients.ContainsKey))
        {
            var shape = declared[name].Type.TensorType.Shape.Dim
                .Select(size => size.DimParam.Length > 0 ? (object)size.DimParam : size.DimValue);
            graph.Output(GradientOf(name), gradients[name], TensorProto.Types.DataType.Float, [.. shape]);
        }

        return new BoundGraph(graph, parameters, threads);
    }

    /// <summary>
    /// Makes the first elements of an array the value of an input or output from the next run on. Binding the same array in the same shape
    /// again is free; the array may be longer than the shape, so that one serves all batches.
    /// </summary>
    /// <exception cref="ArgumentException">The graph has no such input or output, or the array is shorter than the shape.</exception>
    public void Bind<T>(string name, T[] values, params long[] shape)
        where T : unmanaged
    {
        if (_bound.TryGetValue(name, out var old))
        {
            if (ReferenceEquals(old.Array, values) && old.Shape.AsSpan().SequenceEqual(shape))
            {
                return;
            }

            old.Value.Dispose();
            _bound.Remove(name);
        }

        var isInput = _inputs.Contains(name);
        if ((!isInput && !_session.OutputMetadata.ContainsKey(name))
            || shape.Aggregate(1L, (product, size) => product * size) > values.Length)
        {
            throw new ArgumentException(
                $"the graph has no '{name}', or {values.Length} values do not fill [{string.Join(", ", shape)}]", nameof(name));
        }

        var value = OrtValue.CreateTensorValueFromMemory(values, shape);
        _bound.Add(name, new Bound(values, shape, value));
        if (isInput)
        {
            _binding.BindInput(name, value);
        }
        else
        {
            _binding.BindOutput(name, value);
        }
    }

    /// <summary>Runs the graph on what is bound.</summary>
    /// <exception cref="InvalidDataException">An input is missing or of a wrong shape, or the graph fails on it.</exception>
    public void Run()
    {
        try
        {
            _session.RunWithBinding(_options, _binding);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidDataException($"a training step failed in ONNX Runtime: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        _binding.Dispose();
        foreach (var bound in _bound.Values)
        {
            bound.Value.Dispose();
        }

        _options.Dispose();
        _session.Dispose();
    }

    private readonly record struct Bound(Array Array, long[] Shape, OrtValue Value);
}
