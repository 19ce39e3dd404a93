using Trainer.Features;
using Trainer.Learners.Projection;
using Trainer.Onnx;
using Trainer.Training;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Learners.Factorisation;

/// <summary>One fit: queries with what all models made of them into the training graph; what was not run has weight 0.</summary>
internal sealed class BilinearTask : ITrainingTask, IDisposable
{
    private const int ValidationRows = 512;
    private const string TargetsName = "targets";
    private const string WeightsName = "weights";

    private readonly BilinearModel _model;
    private readonly double[][] _quality;
    private readonly double[] _rowWeights;
    private readonly int[] _training;
    private readonly int[] _heldOut;
    private readonly double _heldOutWeight;
    private readonly float _noise;
    private readonly QueryBatch _batch;
    private readonly BoundGraph _step;
    private readonly BoundGraph _loss;
    private readonly float[] _targets;
    private readonly float[] _weights;
    private readonly int[] _queries;

    /// <param name="model">What is trained.</param>
    /// <param name="data">Features, outcomes and weights of all queries.</param>
    /// <param name="training">Queries to be learned.</param>
    /// <param name="heldOut">Queries to validate on.</param>
    /// <param name="batch">The largest number of queries in a step.</param>
    /// <param name="noise">Standard deviation of the noise on dense features.</param>
    public BilinearTask(BilinearModel model, TrainingSet data, int[] training, int[] heldOut, int batch, double noise)
    {
        (_model, _quality, _rowWeights) = (model, data.Quality, data.RowWeights);
        (_training, _heldOut, _noise) = (training, heldOut, (float)noise);
        _heldOutWeight = Weight(heldOut);
        var rows = Math.Max(batch, ValidationRows);
        _batch = new QueryBatch(data.Features, model.Parameters, FeatureWeights.Sparse, rows);
        _targets = GC.AllocateArray<float>(checked(rows * model.Models), pinned: true);
        _weights = GC.AllocateArray<float>(checked(rows * model.Models), pinned: true);
        _queries = new int[rows];
        _step = Bound(isTraining: true);
        _loss = Bound(isTraining: false);
    }

    public ParameterSet Parameters => _model.Parameters;

    public int Count => _training.Length;

    public double Step(ReadOnlySpan<int> rows, ulong key)
    {
        var queries = _queries.AsSpan(0, rows.Length);
        for (var i = 0; i < rows.Length; i++)
        {
            queries[i] = _training[rows[i]];
        }

        Fill(_step, queries, Weight(queries));
        _batch.Fill(_step, queries, _noise, new SeededRandom(key));
        _batch.BindGradient(_step);
        _step.Run();
        _batch.TakeGradient();
        return _step.Loss;
    }

    public double? Validate() => HeldOutLoss.Sum(_loss, _heldOut, ValidationRows, queries =>
    {
        Fill(_loss, queries, _heldOutWeight);
        _batch.Fill(_loss, queries);
    });

    public void Dispose()
    {
        _step.Dispose();
        _loss.Dispose();
    }

    private BoundGraph Bound(bool isTraining)
    {
        var graph = new GraphBuilder(BilinearLearner.Name);
        var parameters = ParameterNodes.Inputs(graph, Parameters);
        var (sparse, dense) = _batch.Declare(graph);
        var logits = _model.Emit(graph, parameters, FeatureWeights.EmitProduct(graph, parameters, sparse, dense));
        var targets = graph.Input(TargetsName, DataType.Float, GraphBuilder.Batch, _model.Models);
        var weights = graph.Input(WeightsName, DataType.Float, GraphBuilder.Batch, _model.Models);
        var loss = Loss.BinaryCrossEntropy(graph, logits, targets, weights);
        if (isTraining)
        {
            return BoundGraph.WithGradients(graph, loss, Parameters, 1, _batch.Differentiated);
        }

        graph.Output(BoundGraph.LossName, loss, DataType.Float);
        return new BoundGraph(graph, Parameters);
    }

    private double Weight(ReadOnlySpan<int> queries)
    {
        var sum = 0.0;
        foreach (var query in queries)
        {
            foreach (var column in _quality)
            {
                sum += double.IsNaN(column[query]) ? 0 : _rowWeights[query];
            }
        }

        return sum;
    }

    private void Fill(BoundGraph graph, ReadOnlySpan<int> queries, double total)
    {
        for (var i = 0; i < queries.Length; i++)
        {
            for (var m = 0; m < _model.Models; m++)
            {
                var (slot, quality) = ((i * _model.Models) + m, _quality[m][queries[i]]);
                (_targets[slot], _weights[slot]) =
                    double.IsNaN(quality) ? (0, 0) : ((float)quality, (float)(_rowWeights[queries[i]] / total));
            }
        }

        graph.Bind(TargetsName, _targets, queries.Length, _model.Models);
        graph.Bind(WeightsName, _weights, queries.Length, _model.Models);
    }
}
