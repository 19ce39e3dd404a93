using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Trainer.Features;
using Trainer.Learners.Hybrid;
using Trainer.Learners.Supervision;
using Trainer.Onnx;
using Trainer.Training;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Learners.FineTuning;

/// <summary>
/// A linear layer on an encoder's vectors, with what it is taught: either classes that exclude each other (softmax), or several outputs of
/// their own (log-odds), of which those without a target are left alone.
/// </summary>
internal sealed class PredictionHead : ITuningHead
{
    private const string Weights = "head: weights";
    private const string Bias = "head: bias";
    private const string TargetsName = "head: targets";
    private const string TargetWeightsName = "head: target weights";

    // Small, so that the first steps are led by the bias (Devlin et al. 2019 draw the classifier's weights so).
    private const double Deviation = 0.02;

    private readonly double[][] _targets;
    private readonly float[]? _scoreOfClass;
    private readonly float[] _batchTargets;
    private readonly float[] _batchWeights;

    private PredictionHead(double[][] targets, float[]? scoreOfClass, int batch)
    {
        (_targets, _scoreOfClass) = (targets, scoreOfClass);
        float[] Pinned() => GC.AllocateArray<float>(checked(batch * Outputs), pinned: true);
        (_batchTargets, _batchWeights) = (Pinned(), Pinned());
    }

    public int ScoresPerQuery => _scoreOfClass is null ? Outputs : 1;

    public int[] TaughtRows => [.. Enumerable.Range(0, _targets[0].Length).Where(row => _targets.Any(column => !double.IsNaN(column[row])))];

    // Number of logits.
    private int Outputs => _targets.Length;

    /// <param name="data">Whose outcomes are taught.</param>
    /// <param name="classes">What is made of a pair's.</param>
    /// <param name="labels"><see cref="HybridLearner.Labels"/>.</param>
    /// <param name="temperature"><see cref="HybridLearner.Temperature"/>.</param>
    /// <param name="batch">Queries of a batch at most.</param>
    public static PredictionHead Of(TrainingSet data, PairClasses classes, HybridLabels labels, double temperature, int batch)
    {
        double[] Enough(double[] gaps) => Targets.GoodEnough(gaps, labels, temperature);
        if (!data.IsPair)
        {
            return new PredictionHead(
                classes == PairClasses.Hybrid
                    ? [.. data.Quality.Select((_, m) => Enough(Targets.GapToTheOthers(data.Quality, m)))]
                    : data.Quality,
                null,
                batch);
        }

        var (weak, strong) = (data.Quality[0], data.Quality[1]);
        double[][] Columns(params PairClass[][] groups) => Targets.ClassColumns(Targets.FourClasses(weak, strong), groups);
        return classes switch
        {
            PairClasses.Hybrid => new([Array.ConvertAll(Enough(Targets.Gap(strong, weak)), p => 1 - p)], null, batch),
            PairClasses.Three => new(
                Columns([PairClass.StrongBetter], [PairClass.BothFail, PairClass.BothFine], [PairClass.WeakBetter]), [1, 0, 0], batch),
            _ => new(
                Columns([PairClass.StrongBetter], [PairClass.BothFail], [PairClass.BothFine], [PairClass.WeakBetter]), [1, 0, 0, -1], batch),
        };
    }

    /// <summary>
    /// Small random weights, and as biases the logarithms of the classes' shares or the log-odds of the targets' means, both smoothed by
    /// Laplace's rule. An output without any target stays at 0.
    /// </summary>
    public ParameterSet Parameters(int dimension, float rate, SeededRandom random)
    {
        var weights = new float[dimension * Outputs];
        var bias = new float[Outputs];
        for (var output = 0; output < Outputs; output++)
        {
            var observed = _targets[output].Where(target => !double.IsNaN(target)).ToArray();
            var mean = (observed.Sum() + 1) / (observed.Length + (_scoreOfClass is null ? 2 : Outputs));
            bias[output] = (float)(_scoreOfClass is null ? Math.Log(mean / (1 - mean)) : Math.Log(mean));
            for (var i = output; i < weights.Length; i += Outputs)
            {
                weights[i] = observed.Length == 0 ? 0 : (float)(Deviation * random.NextGaussian());
            }
        }

        var parameters = new ParameterSet();
        parameters.Add(new Parameter(Weights, [dimension, Outputs], weights, rate));
        parameters.Add(new Parameter(Bias, [Outputs], bias, rate, decays: false));
        return parameters;
    }

    public string EmitScores(GraphBuilder graph, ParameterNodes parameters, string vectors)
    {
        var logits = Logits(graph, parameters, vectors);
        return _scoreOfClass is null
            ? logits
            : graph.Add("MatMul", [
                graph.Add("Softmax", [logits], Attr.Int("axis", 1)), graph.Constant("score_of_class", _scoreOfClass, Outputs, 1)]);
    }

    /// <summary>Cross-entropy, averaged over the queries of a batch.</summary>
    public string EmitLoss(GraphBuilder graph, ParameterNodes parameters, string vectors, bool isTraining)
    {
        var logits = Logits(graph, parameters, vectors);
        var targets = graph.Input(TargetsName, DataType.Float, GraphBuilder.Batch, Outputs);
        return _scoreOfClass is null
            ? Loss.BinaryCrossEntropy(graph, logits, targets, graph.Input(TargetWeightsName, DataType.Float, GraphBuilder.Batch, Outputs))
            : Loss.SoftmaxCrossEntropy(graph, logits, targets);
    }

    public void Bind(BoundGraph graph, ReadOnlySpan<int> queries, ulong? key)
    {
        var share = 1f / queries.Length;
        for (var i = 0; i < queries.Length; i++)
        {
            for (var output = 0; output < Outputs; output++)
            {
                var target = _targets[output][queries[i]];
                var place = (i * Outputs) + output;
                _batchWeights[place] = double.IsNaN(target) ? 0 : share;
                _batchTargets[place] = double.IsNaN(target) ? 0 : _scoreOfClass is null ? (float)target : share * (float)target;
            }
        }

        graph.Bind(TargetsName, _batchTargets, queries.Length, Outputs);
        if (_scoreOfClass is null)
        {
            graph.Bind(TargetWeightsName, _batchWeights, queries.Length, Outputs);
        }
    }

    public void AppendTo(IncrementalHash hash)
    {
        foreach (var column in _targets)
        {
            hash.AppendData(MemoryMarshal.AsBytes(column.AsSpan()));
        }
    }

    private static string Logits(GraphBuilder graph, ParameterNodes parameters, string vectors) =>
        graph.Add("Add", [graph.Add("MatMul", [vectors, parameters[Weights]]), parameters[Bias]]);
}
