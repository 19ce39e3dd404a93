using Trainer.Features;
using Trainer.Features.Encoders;
using Trainer.Onnx;
using Trainer.Training;

namespace Trainer.Learners.FineTuning;

/// <summary>An encoder with a head on it, of whose weights some are trained. What is frozen stays a constant of the graph.</summary>
internal sealed class TuningNetwork
{
    /// <summary>Name of its graphs.</summary>
    public const string GraphName = "fine-tuning";

    // Threads of one run, whatever the machine has: their number may decide the last bits of a sum.
    private const int Threads = 2;

    private readonly Encoder _encoder;
    private readonly ITuningHead _head;
    private readonly ParameterSet _headParameters;
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private (GraphBuilder Graph, string Vectors)? _first; // the weights are written out once less

    /// <param name="encoder">Where the weights come from.</param>
    /// <param name="head">What stands on it.</param>
    /// <param name="layers">How many of the top layers are trained; null for all weights.</param>
    /// <param name="headRate">Learning rate of the head as a multiple of the encoder's.</param>
    /// <param name="random">For the head's first weights.</param>
    /// <exception cref="UsageException">The encoder cannot be trained.</exception>
    public TuningNetwork(Encoder encoder, ITuningHead head, int? layers, double headRate, SeededRandom random)
    {
        (_encoder, _head) = (encoder, head);
        var graph = new GraphBuilder(GraphName);
        var vectors = encoder.Emit(graph);
        var weights = new TrainableWeights(graph.Graph, vectors);
        var trained = weights.OfTop(layers);
        Products = weights.Products;
        foreach (var (place, constant) in graph.Graph.Initializer.Index().Where(pair => trained.Contains(pair.Item.Name)))
        {
            _places.Add(constant.Name, place);
        }

        // Gains and biases, which have one dimension, do not decay.
        Parameters = ParameterSet.FromConstants(
            graph, (name, shape, values) => trained.Contains(name) ? new Parameter(name, shape, values, decays: shape.Length > 1) : null);
        _headParameters = head.Parameters(encoder.Dimension, (float)headRate, random);
        foreach (var parameter in _headParameters)
        {
            Parameters.Add(parameter);
        }

        _first = (graph, vectors);
    }

    public ParameterSet Parameters { get; }

    /// <summary>Multiplications of a piece with the encoder's weights.</summary>
    public double Products { get; }

    /// <summary>The graph of the loss, with gradients or without.</summary>
    /// <exception cref="UsageException">An operator has no gradient.</exception>
    public BoundGraph Bound(bool isTraining)
    {
        var (graph, vectors) = _first ?? Emit();
        _first = null;
        var loss = _head.EmitLoss(graph, ParameterNodes.Inputs(graph, _headParameters), vectors, isTraining);
        try
        {
            if (isTraining)
            {
                return BoundGraph.WithGradients(graph, loss, Parameters, Threads);
            }

            graph.Output(BoundGraph.LossName, loss, Onnx.Schema.TensorProto.Types.DataType.Float);
            return new BoundGraph(graph, Parameters, Threads);
        }
        catch (InvalidDataException e)
        {
            throw new UsageException($"the encoder cannot be fine-tuned: {e.Message}");
        }
    }

    /// <summary>The encoder with the weights of this moment, and the head.</summary>
    public TunedEncoder Fitted(string name, int maxTokens) => new(
        _encoder.WithWeights(name, maxTokens, _places.ToDictionary(pair => pair.Value, pair => Parameters[pair.Key].Values)),
        _head,
        _headParameters);

    private (GraphBuilder Graph, string Vectors) Emit()
    {
        var graph = new GraphBuilder(GraphName);
        var vectors = _encoder.Emit(graph);
        ParameterSet.FromConstants(graph, (name, _, _) => _places.ContainsKey(name) ? Parameters[name] : null);
        return (graph, vectors);
    }
}
