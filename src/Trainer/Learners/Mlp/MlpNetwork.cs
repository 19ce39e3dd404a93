using System.Globalization;
using Trainer.Features;
using Trainer.Learners.Projection;
using Trainer.Onnx;
using Trainer.Training;

namespace Trainer.Learners.Mlp;

/// <summary>
/// The network's form: x̂ = (dense − mean) · scale; h₁ = relu(sparse · S + x̂ · W₁ + b₁), hᵢ = relu(hᵢ₋₁ · Wᵢ + bᵢ), logits without relu.
/// One scale for all dense columns, so that directions of an embedding keep their proportions; it makes their mean variance 1.
/// </summary>
internal sealed class MlpNetwork
{
    private readonly int[] _widths;
    private readonly DenseScaling _scaling;

    /// <param name="features">Training features, which decide mean and scale.</param>
    /// <param name="hidden">Widths of the hidden layers.</param>
    /// <param name="outputs">Number of logits.</param>
    /// <param name="isDifference">Whether the score is the second probability less the first, instead of the logits.</param>
    public MlpNetwork(FeatureMatrix features, IReadOnlyList<int> hidden, int outputs, bool isDifference)
    {
        (_widths, IsDifference) = ([.. hidden, outputs], isDifference);
        (SparseColumns, DenseColumns) = (features.Sparse.ColumnCount, features.Dense.ColumnCount);
        _scaling = DenseScaling.Of(features.Dense);
    }

    public int SparseColumns { get; }

    public int DenseColumns { get; }

    public bool IsDifference { get; }

    public float Scale => _scaling.Scale;

    public int Outputs => _widths[^1];

    public int ScoresPerQuery => IsDifference ? 1 : Outputs;

    /// <summary>Width of the first layer.</summary>
    public int First => _widths[0];

    public int HiddenLayers => _widths.Length - 1;

    /// <summary>Name of the first layer's weights for sparse columns, [columns, width].</summary>
    public static string SparseWeights => "sparse_weights";

    public int Width(int layer) => _widths[layer];

    /// <summary>
    /// Weights uniform in ±√(6 / (inputs + outputs)) (Glorot and Bengio 2010, eq. 16), biases 0; the last ones are the log-odds of the
    /// targets' means, smoothed by Laplace's rule, and an output without a target starts and stays at 0.
    /// </summary>
    public ParameterSet Initial(double[][] targets, SeededRandom random)
    {
        var parameters = new ParameterSet();
        var inputs = SparseColumns + DenseColumns;
        void Add(string name, int from, int to, int fanIn, bool isRowSparse = false) =>
            parameters.Add(QueryProjection.Glorot(name, from, to, fanIn, random, isRowSparse));

        if (SparseColumns > 0)
        {
            Add(SparseWeights, SparseColumns, First, inputs, isRowSparse: true);
        }

        for (var layer = 0; layer < _widths.Length; layer++)
        {
            var from = layer == 0 ? DenseColumns : _widths[layer - 1];
            if (from > 0)
            {
                Add(Weights(layer), from, _widths[layer], layer == 0 ? inputs : from);
            }

            var biases = layer == HiddenLayers ? LogOdds(targets) : new float[_widths[layer]];
            parameters.Add(new Parameter(Bias(layer), [_widths[layer]], biases, decays: false));
        }

        Silence(parameters, targets);
        return parameters;
    }

    /// <summary>Writes the layers and returns the logits, float [N, outputs].</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="parameters">The parameters there.</param>
    /// <param name="sparse">sparse · S, float [N, first width], or null without sparse columns.</param>
    /// <param name="dense">The dense features as they come, float [N, columns], or null without any.</param>
    /// <param name="masks">A factor for each hidden layer, float [N, width]; empty when it is not trained with dropout.</param>
    public string Emit(GraphBuilder graph, ParameterNodes parameters, string? sparse, string? dense, IReadOnlyList<string> masks)
    {
        var x = dense is null ? null : _scaling.Emit(graph, dense);
        for (var layer = 0; layer < _widths.Length; layer++)
        {
            var sum = parameters[Bias(layer)];
            sum = x is null ? sum : graph.Add("Add", [graph.Add("MatMul", [x, parameters[Weights(layer)]]), sum]);
            sum = layer == 0 && sparse is not null ? graph.Add("Add", [sparse, sum]) : sum;
            x = layer < HiddenLayers ? graph.Add("Relu", [sum]) : sum;
            x = layer < masks.Count ? graph.Add("Mul", [x, masks[layer]]) : x;
        }

        return x!;
    }

    /// <summary>Writes the way from logits to scores.</summary>
    public string EmitScores(GraphBuilder graph, string logits) => IsDifference
        ? graph.Add("MatMul", [graph.Add("Sigmoid", [logits]), graph.Constant("strong_minus_weak", [-1f, 1f], 2, 1)])
        : logits;

    private static string Weights(int layer) => string.Create(CultureInfo.InvariantCulture, $"weights_{layer + 1}");

    private static string Bias(int layer) => string.Create(CultureInfo.InvariantCulture, $"bias_{layer + 1}");

    private static float[] LogOdds(double[][] targets) => Array.ConvertAll(targets, column =>
    {
        var observed = column.Where(target => !double.IsNaN(target)).ToArray();
        var mean = (observed.Sum() + 1) / (observed.Length + 2);
        return (float)Math.Log(mean / (1 - mean));
    });

    private void Silence(ParameterSet parameters, double[][] targets)
    {
        var last = parameters.SingleOrDefault(parameter => parameter.Name == Weights(HiddenLayers));
        for (var output = 0; output < targets.Length; output++)
        {
            if (last is not null && targets[output].All(double.IsNaN))
            {
                for (var i = output; i < last.Values.Length; i += Outputs)
                {
                    last.Values[i] = 0;
                }
            }
        }
    }
}
