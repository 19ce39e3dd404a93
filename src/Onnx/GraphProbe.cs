using Microsoft.ML.OnnxRuntime;
using Trainer.Onnx.Schema;

namespace Trainer.Onnx;

/// <summary>Finds out by a run what a model does not say of itself.</summary>
public static class GraphProbe
{
    /// <summary>The shape of an output for integer inputs of shape [1, length] that are all 1.</summary>
    /// <exception cref="InvalidDataException">ONNX Runtime refuses the model or the run.</exception>
    public static long[] OutputShape(byte[] model, IReadOnlyList<(string Name, TensorProto.Types.DataType Type)> inputs, int length, string output)
    {
        var values = new List<OrtValue>();
        try
        {
            using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
            options.AddSessionConfigEntry("session.load_model_format", "ONNX");
            using var session = new InferenceSession(model, options);
            using var run = new RunOptions();
            foreach (var (_, type) in inputs)
            {
                values.Add(type == TensorProto.Types.DataType.Int32
                    ? OrtValue.CreateTensorValueFromMemory(Enumerable.Repeat(1, length).ToArray(), [1, length])
                    : OrtValue.CreateTensorValueFromMemory(Enumerable.Repeat(1L, length).ToArray(), [1, length]));
            }

            using var outputs = session.Run(run, [.. inputs.Select(input => input.Name)], values, [output]);
            return outputs[0].GetTensorTypeAndShape().Shape;
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidDataException($"ONNX Runtime refuses it: {e.Message}", e);
        }
        finally
        {
            values.ForEach(value => value.Dispose());
        }
    }
}
