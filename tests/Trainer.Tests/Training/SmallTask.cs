using Trainer.Features;
using Trainer.Onnx;
using Trainer.Training;
using Trainer.Training.Noise;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Tests.Training;

/// <summary>One hidden layer with noise and dropout on made-up points, a third of them held out.</summary>
internal sealed class SmallTask : ITrainingTask, IDisposable
{
    private const int Columns = 5;
    private const int Hidden = 16;
    private readonly float[] _x;
    private readonly float[] _y;
    private readonly float[] _batch = new float[64 * Columns];
    private readonly float[] _targets = new float[64];
    private readonly float[] _weights = new float[64];
    private readonly float[] _mask = new float[64 * Hidden];
    private readonly float[] _noise = new float[64 * Columns];
    private readonly BoundGraph _graph;
    private readonly int _heldOut;

    public SmallTask(int count = 150, int heldOut = 50)
    {
        var random = new SeededRandom(1);
        _heldOut = heldOut;
        Count = count - heldOut;
        _x = [.. Enumerable.Range(0, count * Columns).Select(_ => (float)random.NextGaussian())];
        _y = [.. Enumerable.Range(0, count).Select(i => _x[i * Columns] * _x[(i * Columns) + 1] > 0 ? 1f : 0)];
        float[] Draw(int size) => [.. Enumerable.Range(0, size).Select(_ => (float)(0.5 * random.NextGaussian()))];
        Parameters =
        [
            new Parameter("in", [Columns, Hidden], Draw(Columns * Hidden)),
            new Parameter("bias", [Hidden], new float[Hidden], decays: false),
            new Parameter("out", [Hidden, 1], Draw(Hidden)),
        ];
        var graph = new GraphBuilder("small");
        var x = graph.Input("x", DataType.Float, GraphBuilder.Batch, Columns);
        var y = graph.Input("y", DataType.Float, GraphBuilder.Batch, 1);
        var weights = graph.Input("weights", DataType.Float, GraphBuilder.Batch, 1);
        var mask = graph.Input("mask", DataType.Float, GraphBuilder.Batch, Hidden);
        var parameters = ParameterNodes.Inputs(graph, Parameters);
        var hidden = graph.Add("Relu", [graph.Add("Add", [graph.Add("MatMul", [x, parameters["in"]]), parameters["bias"]])]);
        var logits = graph.Add("MatMul", [graph.Add("Mul", [hidden, mask]), parameters["out"]]);
        _graph = BoundGraph.WithGradients(graph, Loss.BinaryCrossEntropy(graph, logits, y, weights), Parameters);
    }

    public ParameterSet Parameters { get; }

    public int Count { get; }

    public int StepsMade { get; private set; }

    /// <summary>Called before a step with the number of steps made.</summary>
    public Action<int>? BeforeStep { get; set; }

    /// <summary>Instead of the real validation, by the number of validations made.</summary>
    public Func<int, double>? Scores { get; set; }

    public int Validations { get; private set; }

    public double Step(ReadOnlySpan<int> rows, ulong key)
    {
        StepsMade++;
        BeforeStep?.Invoke(StepsMade - 1);
        DropoutMask.Fill(_mask, 0.2, key);
        GaussianNoise.Fill(_noise, key);
        return Run(rows, 0.1f);
    }

    public double? Validate()
    {
        Validations++;
        if (Scores is not null)
        {
            return Scores(Validations - 1);
        }

        if (_heldOut == 0)
        {
            return null;
        }

        Array.Fill(_mask, 1);
        return Run([.. Enumerable.Range(Count, _heldOut)], 0);
    }

    public void Dispose() => _graph.Dispose();

    private double Run(ReadOnlySpan<int> rows, float noise)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            for (var column = 0; column < Columns; column++)
            {
                _batch[(i * Columns) + column] = _x[(rows[i] * Columns) + column] + (noise * _noise[(i * Columns) + column]);
            }

            (_targets[i], _weights[i]) = (_y[rows[i]], 1f / rows.Length);
        }

        _graph.Bind("x", _batch, rows.Length, Columns);
        _graph.Bind("y", _targets, rows.Length, 1);
        _graph.Bind("weights", _weights, rows.Length, 1);
        _graph.Bind("mask", _mask, rows.Length, Hidden);
        _graph.Run();
        return _graph.Loss;
    }
}
