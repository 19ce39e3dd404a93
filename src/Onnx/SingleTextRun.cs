using Microsoft.ML.OnnxRuntime;

namespace Trainer.Onnx;

/// <summary>
/// Input and output of one text, bound to a session once, so that a run allocates nothing on the managed heap. For one run at a time. Keeps
/// the memory of the longest text it has seen.
/// </summary>
internal sealed class SingleTextRun : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options;
    private readonly OrtIoBinding _binding;
    private readonly OrtValue _input;
    private readonly OrtValue _output;
    private readonly float[] _scores;

    public SingleTextRun(InferenceSession session, RunOptions options, string outputName, long[] outputShape)
    {
        (_session, _options) = (session, options);
        _scores = new float[outputShape.Aggregate(1L, (product, dimension) => product * dimension)];
        _input = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, [1]);
        _output = OrtValue.CreateTensorValueFromMemory(_scores, outputShape);
        _binding = session.CreateIoBinding();
        _binding.BindInput(GraphSession.TextName, _input);
        _binding.BindOutput(outputName, _output);
    }

    public void Run(ReadOnlySpan<char> text, Span<float> scores)
    {
        _input.StringTensorSetElementAt(text, 0);
        _session.RunWithBinding(_options, _binding);
        _scores.CopyTo(scores);
    }

    public void Dispose()
    {
        _binding.Dispose();
        _output.Dispose();
        _input.Dispose();
    }
}
