using Trainer.Features;
using Trainer.Learners.Projection;
using Trainer.Learners.Supervision;
using Trainer.Onnx;
using Trainer.Training;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Learners.Factorisation;

/// <summary>One fit: comparisons into the training graph. A tie has the target ½.</summary>
internal sealed class MfTask : ITrainingTask, IDisposable
{
    private const int ValidationRows = 512;
    private const string DesignName = "design";
    private const string TargetsName = "targets";
    private const string WeightsName = "weights";

    private readonly MfModel _model;
    private readonly Comparison[] _training;
    private readonly Comparison[] _heldOut;
    private readonly float _noise;
    private readonly QueryBatch _batch;
    private readonly BoundGraph _step;
    private readonly BoundGraph _loss;
    private readonly float[] _design;
    private readonly float[] _targets;
    private readonly float[] _weights;
    private readonly int[] _queries;
    private readonly double _meanWeight;
    private readonly double _heldOutWeight;

    /// <param name="model">What is trained.</param>
    /// <param name="features">Features of the queries.</param>
    /// <param name="training">Comparisons to be learned.</param>
    /// <param name="heldOut">Comparisons to validate on.</param>
    /// <param name="batch">The largest number of comparisons in a step.</param>
    /// <param name="noise">Standard deviation of the noise on dense features.</param>
    public MfTask(MfModel model, FeatureMatrix features, Comparison[] training, Comparison[] heldOut, int batch, double noise)
    {
        (_model, _training, _heldOut, _noise) = (model, training, heldOut, (float)noise);
        (_meanWeight, _heldOutWeight) = (training.Sum(c => c.Weight) / training.Length, heldOut.Sum(c => c.Weight));
        var rows = Math.Max(batch, ValidationRows);
        _batch = new QueryBatch(features, model.Parameters, FeatureWeights.Sparse, rows);
        _design = GC.AllocateArray<float>(checked(rows * model.Models), pinned: true);
        _targets = GC.AllocateArray<float>(rows, pinned: true);
        _weights = GC.AllocateArray<float>(rows, pinned: true);
        _queries = new int[rows];
        _step = Bound(isTraining: true);
        _loss = Bound(isTraining: false);
    }

    public ParameterSet Parameters => _model.Parameters;

    public int Count => _training.Length;

    public double Step(ReadOnlySpan<int> rows, ulong key)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            Put(i, _training[rows[i]], _meanWeight * rows.Length);
        }

        var queries = _queries.AsSpan(0, rows.Length);
        Bind(_step, rows.Length);
        _batch.Fill(_step, queries, _noise, new SeededRandom(key));
        _batch.BindGradient(_step);
        _step.Run();
        _batch.TakeGradient();
        return _step.Loss;
    }

    public double? Validate() => HeldOutLoss.Sum(_loss, _heldOut, ValidationRows, comparisons =>
    {
        for (var i = 0; i < comparisons.Length; i++)
        {
            Put(i, comparisons[i], _heldOutWeight);
        }

        Bind(_loss, comparisons.Length);
        _batch.Fill(_loss, _queries.AsSpan(0, comparisons.Length));
    });

    public void Dispose()
    {
        _step.Dispose();
        _loss.Dispose();
    }

    private BoundGraph Bound(bool isTraining)
    {
        var graph = new GraphBuilder(MfLearner.Name);
        var parameters = ParameterNodes.Inputs(graph, Parameters);
        var (sparse, dense) = _batch.Declare(graph);
        var product = FeatureWeights.EmitProduct(graph, parameters, sparse, dense);
        var design = graph.Input(DesignName, DataType.Float, GraphBuilder.Batch, _model.Models);
        var targets = graph.Input(TargetsName, DataType.Float, GraphBuilder.Batch);
        var weights = graph.Input(WeightsName, DataType.Float, GraphBuilder.Batch);
        var loss = Loss.BinaryCrossEntropy(graph, _model.Emit(graph, parameters, product, design), targets, weights);
        if (isTraining)
        {
            return BoundGraph.WithGradients(graph, loss, Parameters, 1, _batch.Differentiated);
        }

        graph.Output(BoundGraph.LossName, loss, DataType.Float);
        return new BoundGraph(graph, Parameters);
    }

    private void Put(int slot, Comparison comparison, double total)
    {
        var design = _design.AsSpan(slot * _model.Models, _model.Models);
        design.Clear();
        (design[comparison.Better], design[comparison.Worse]) = (1, -1);
        _queries[slot] = comparison.Query;
        _targets[slot] = comparison.IsTie ? 0.5f : 1;
        _weights[slot] = (float)(comparison.Weight / total);
    }

    private void Bind(BoundGraph graph, int count)
    {
        graph.Bind(DesignName, _design, count, _model.Models);
        graph.Bind(TargetsName, _targets, count);
        graph.Bind(WeightsName, _weights, count);
    }
}
