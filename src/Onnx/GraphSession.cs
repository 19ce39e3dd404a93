using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Trainer.Onnx;

/// <summary>
/// A loaded graph with one string input [N] and a float output of one row of scores per text. One thread per run: routing calls come in
/// parallel from the application, and a spinning pool of their own would take the cores from each other. Safe to use from several threads.
/// </summary>
public sealed class GraphSession : IDisposable
{
    /// <summary>Name of the graph's input.</summary>
    public const string InputName = "text";

    /// <summary>Name of the graph's output.</summary>
    public const string OutputName = "scores";

    private static readonly string[] InputNames = [InputName];
    private static readonly string[] OutputNames = [OutputName];

    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private readonly ConcurrentBag<SingleTextRun> _idle = [];
    private readonly long[] _outputShape;

    /// <summary>Loads a graph from its bytes.</summary>
    /// <exception cref="InvalidDataException">The graph keeps data in other files, or has other inputs and outputs.</exception>
    /// <exception cref="Google.Protobuf.InvalidProtocolBufferException">The bytes are not a protobuf message.</exception>
    /// <exception cref="OnnxRuntimeException">The bytes are not a graph that ONNX Runtime accepts.</exception>
    public GraphSession(byte[] model)
    {
        if (ExternalData.IsReferencedIn(model))
        {
            throw new InvalidDataException("the graph keeps data in another file; a graph must hold all of its data itself");
        }

        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");

        // Without it bytes can pass for the runtime's own format, in which the check above would have looked at nothing.
        options.AddSessionConfigEntry("session.load_model_format", "ONNX");
        _session = new InferenceSession(model, options);
        try
        {
            _outputShape = OutputShapeOfOneText(_session);
        }
        catch
        {
            _session.Dispose();
            throw;
        }
    }

    /// <summary>The key-value pairs that the graph carries.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _session.ModelMetadata.CustomMetadataMap;

    /// <summary>Scores that the graph gives for each text.</summary>
    public int ScoresPerText => _outputShape.Length == 1 ? 1 : (int)_outputShape[1];

    /// <summary>
    /// Scores one text into <paramref name="scores"/>, whose length must be <see cref="ScoresPerText"/>. Allocates nothing on the managed
    /// heap once as many runs have been made at the same time as there ever are.
    /// </summary>
    /// <exception cref="ArgumentException">The scores have another length.</exception>
    public void Run(ReadOnlySpan<char> text, Span<float> scores)
    {
        CheckLength(1, scores.Length);
        var run = _idle.TryTake(out var idle) ? idle : new SingleTextRun(_session, _runOptions, _outputShape);
        run.Run(text, scores);
        _idle.Add(run); // one that threw is not used again
    }

    /// <summary>Scores texts, row by row; at least one text.</summary>
    /// <exception cref="ArgumentException">There is no text, or the scores' length is not <see cref="ScoresPerText"/> for each.</exception>
    public void Run(IReadOnlyList<string> texts, Span<float> scores)
    {
        CheckLength(texts.Count, scores.Length);
        using var input = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, [texts.Count]);
        for (var i = 0; i < texts.Count; i++)
        {
            input.StringTensorSetElementAt(texts[i], i);
        }

        using var outputs = _session.Run(_runOptions, InputNames, [input], OutputNames);
        outputs[0].GetTensorDataAsSpan<float>().CopyTo(scores);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        while (_idle.TryTake(out var run))
        {
            run.Dispose();
        }

        _runOptions.Dispose();
        _session.Dispose();
    }

    private static long[] OutputShapeOfOneText(InferenceSession session)
    {
        if (session.InputMetadata.Count != 1
            || !session.InputMetadata.TryGetValue(InputName, out var input)
            || !IsTensor(input, TensorElementType.String)
            || input.Dimensions is not [-1])
        {
            throw new InvalidDataException($"the graph's inputs are {string.Join(", ", session.InputMetadata.Keys)}; it must have " +
                $"one, '{InputName}', of strings [N]");
        }

        if (!session.OutputMetadata.TryGetValue(OutputName, out var output)
            || !IsTensor(output, TensorElementType.Float)
            || output.Dimensions is not ([-1] or [-1, > 0]))
        {
            throw new InvalidDataException($"the graph's outputs are {string.Join(", ", session.OutputMetadata.Keys)}; one must be " +
                $"'{OutputName}', of floats [N] or [N, scores per text]");
        }

        return [1, .. output.Dimensions.Skip(1).Select(dimension => (long)dimension)];
    }

    private static bool IsTensor(NodeMetadata value, TensorElementType type) => value.IsTensor && value.ElementDataType == type;

    private void CheckLength(int texts, int scores)
    {
        if (texts == 0 || scores != (long)texts * ScoresPerText)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"there are {texts} texts and room for {scores} scores; there must be a text, and {ScoresPerText} scores for each"));
        }
    }
}
