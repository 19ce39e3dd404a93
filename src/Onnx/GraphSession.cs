using Microsoft.ML.OnnxRuntime;

namespace Trainer.Onnx;

/// <summary>
/// A loaded graph with one string input <c>text</c> [N] and one float output <c>scores</c>. One thread per run: routing calls come in
/// parallel from the application, and a spinning pool of their own would take the cores from each other. Safe to use from several threads.
/// </summary>
public sealed class GraphSession : IDisposable
{
    private static readonly string[] InputNames = ["text"];
    private static readonly string[] OutputNames = ["scores"];

    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();

    /// <summary>Loads a graph from its bytes.</summary>
    /// <exception cref="OnnxRuntimeException">The bytes are not a graph that ONNX Runtime accepts.</exception>
    public GraphSession(byte[] model)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        _session = new InferenceSession(model, options);
    }

    /// <summary>The key-value pairs that the graph carries.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _session.ModelMetadata.CustomMetadataMap;

    /// <summary>Scores one text into <paramref name="scores"/>, whose length must be the scores per text. Allocates only inside ONNX Runtime and its wrappers.</summary>
    public void Run(ReadOnlySpan<char> text, Span<float> scores)
    {
        using var input = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, [1]);
        input.StringTensorSetElementAt(text, 0);
        RunInto(input, scores);
    }

    /// <summary>Scores texts, row by row; at least one text.</summary>
    public void Run(IReadOnlyList<string> texts, Span<float> scores)
    {
        using var input = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, [texts.Count]);
        for (var i = 0; i < texts.Count; i++)
        {
            input.StringTensorSetElementAt(texts[i], i);
        }

        RunInto(input, scores);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _runOptions.Dispose();
        _session.Dispose();
    }

    private void RunInto(OrtValue input, Span<float> scores)
    {
        using var outputs = _session.Run(_runOptions, InputNames, [input], OutputNames);
        outputs[0].GetTensorDataAsSpan<float>().CopyTo(scores);
    }
}
