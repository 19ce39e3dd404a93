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
internal sealed class PredictionHead
{
    private const string Weights = "head: weights";
    private const string Bias = "head: bias";
    private const string TargetsName = "head: targets";
    private const string TargetWeightsName = "head: target weights";

    // Small, so that the first steps are led by the bias (Devlin et al. 2019 draw the classifier's weights so).
    private const double Deviation = 0.02;

    private readonly double[][] _targets;
    private readonly float[]? _scoreOfClass;

    private PredictionHead(double[][] targets, float[]? scoreOfClass) => (_targets, _scoreOfClass) = (targets, scoreOfClass);

    /// <summary>Number of logits.</summary>
    public int Outputs => _targets.Length;

    public int ScoresPerQuery => _scoreOfClass is null ? Outputs : 1;

    /// <summary>Queries that have a target.</summary>
    public int[] TaughtRows => [.. Enumerable.Range(0, _targets[0].Length).Where(row => _targets.Any(column => !double.IsNaN(column[row])))];

    /// <summary>The targets, [outputs][queries], NaN where there is none.</summary>
    public IReadOnlyList<double[]> Targets => _targets;

    public static PredictionHead Of(TrainingSet data, PairClasses classes, HybridLabels labels, double temperature)
    {
        double[] Enough(double[] gaps) => Supervision.Targets.GoodEnough(gaps, labels, temperature);
        if (!data.IsPair)
        {
            return new PredictionHead(
                classes == PairClasses.Hybrid
                    ? [.. data.Quality.Select((_, m) => Enough(Supervision.Targets.GapToTheOthers(data.Quality, m)))]
                    : data.Quality,
                null);
        }

        var (weak, strong) = (data.Quality[0], data.Quality[1]);
        double[][] Columns(params PairClass[][] groups) => Supervision.Targets.ClassColumns(Supervision.Targets.FourClasses(weak, strong), groups);
        return classes switch
        {
            PairClasses.Hybrid => new([Array.ConvertAll(Enough(Supervision.Targets.Gap(strong, weak)), p => 1 - p)], null),
            PairClasses.Three => new(
                Columns([PairClass.StrongBetter], [PairClass.BothFail, PairClass.BothFine], [PairClass.WeakBetter]), [1, 0, 0]),
            _ => new(
                Columns([PairClass.StrongBetter], [PairClass.BothFail], [PairClass.BothFine], [PairClass.WeakBetter]), [1, 0, 0, -1]),
        };
    }

    /// <summary>
    /// Adds its parameters: small random weights, and as biases the logarithms of the classes' shares or the log-odds of the targets' means,
    /// both smoothed by Laplace's rule. An output without any target stays at 0.
    /// </summary>
    public void AddParameters(ParameterSet parameters, int dimension, double rate, SeededRandom random)
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

        parameters.Add(new Parameter(Weights, [dimension, Outputs], weights, (float)rate));
        parameters.Add(new Parameter(Bias, [Outputs], bias, (float)rate, decays: false));
    }

    /// <summary>Its own of some parameters.</summary>
    public static ParameterSet Of(ParameterSet parameters)
    {
        var own = new ParameterSet();
        own.Add(parameters[Weights]);
        own.Add(parameters[Bias]);
        return own;
    }

    /// <summary>Vectors, float [N, dimension], to logits, float [N, <see cref="Outputs"/>].</summary>
    public static string EmitLogits(GraphBuilder graph, ParameterNodes parameters, string vectors) =>
        graph.Add("Add", [graph.Add("MatMul", [vectors, parameters[Weights]]), parameters[Bias]]);

    /// <summary>Logits to raw scores, float [N, <see cref="ScoresPerQuery"/>].</summary>
    public string EmitScores(GraphBuilder graph, string logits) => _scoreOfClass is null
        ? logits
        : graph.Add("MatMul", [
            graph.Add("Softmax", [logits], Attr.Int("axis", 1)), graph.Constant("score_of_class", _scoreOfClass, Outputs, 1)]);

    /// <summary>Cross-entropy of logits, averaged over the queries of a batch; its further inputs are bound by <see cref="Bind"/>.</summary>
    public string EmitLoss(GraphBuilder graph, string logits)
    {
        var targets = graph.Input(TargetsName, DataType.Float, GraphBuilder.Batch, Outputs);
        return _scoreOfClass is null
            ? Loss.BinaryCrossEntropy(graph, logits, targets, graph.Input(TargetWeightsName, DataType.Float, GraphBuilder.Batch, Outputs))
            : Loss.SoftmaxCrossEntropy(graph, logits, targets);
    }

    /// <summary>Puts the targets of a batch into arrays that have room for them, and binds these.</summary>
    public void Bind(BoundGraph graph, ReadOnlySpan<int> queries, float[] targets, float[] weights)
    {
        var share = 1f / queries.Length;
        for (var i = 0; i < queries.Length; i++)
        {
            for (var output = 0; output < Outputs; output++)
            {
                var target = _targets[output][queries[i]];
                var place = (i * Outputs) + output;
                weights[place] = double.IsNaN(target) ? 0 : share;
                targets[place] = double.IsNaN(target) ? 0 : _scoreOfClass is null ? (float)target : share * (float)target;
            }
        }

        graph.Bind(TargetsName, targets, queries.Length, Outputs);
        if (_scoreOfClass is null)
        {
            graph.Bind(TargetWeightsName, weights, queries.Length, Outputs);
        }
    }
}
