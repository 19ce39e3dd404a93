using Trainer.Onnx.Schema;

namespace Trainer.Learners.FineTuning;

/// <summary>
/// Which constants of an encoder's graph are trained: the float ones with several elements that its vectors are computed from, all of them or
/// those of the top layers. A layer is known by its attention, that is by its softmax, and begins where last before it the whole network
/// passes through a single value.
/// </summary>
internal sealed class TrainableWeights
{
    private readonly NodeProto[] _nodes; // those that the vectors are computed by
    private readonly Dictionary<string, TensorProto> _constants;
    private readonly bool[] _isActivation; // whether a node's outputs change with the weights

    /// <param name="graph">The graph; nodes in the order in which they run.</param>
    /// <param name="vectors">The value whose way is looked at.</param>
    public TrainableWeights(GraphProto graph, string vectors)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal) { vectors };
        var nodes = new Stack<NodeProto>();
        foreach (var node in graph.Node.Reverse())
        {
            if (node.Output.Any(needed.Contains))
            {
                nodes.Push(node);
                needed.UnionWith(node.Input);
            }
        }

        _nodes = [.. nodes];
        _constants = graph.Initializer
            .Where(tensor => tensor.DataType == (int)TensorProto.Types.DataType.Float && Size(tensor) > 1 && needed.Contains(tensor.Name))
            .ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        _isActivation = new bool[_nodes.Length];
        var activations = new HashSet<string>(_constants.Keys, StringComparer.Ordinal);
        for (var i = 0; i < _nodes.Length; i++)
        {
            _isActivation[i] = _nodes[i].OpType is not ("Shape" or "Size") && _nodes[i].Input.Any(activations.Contains);
            if (_isActivation[i])
            {
                activations.UnionWith(_nodes[i].Output);
            }
        }
    }

    /// <summary>Multiplications of a piece with all weights, those of tables that are looked up not counted.</summary>
    public double Products
    {
        get
        {
            var tables = _nodes.Where(node => node.OpType is "Gather" or "Slice").Select(node => node.Input[0]).ToHashSet(StringComparer.Ordinal);
            return _constants.Values.Where(tensor => tensor.Dims.Count > 1 && !tables.Contains(tensor.Name)).Sum(tensor => (double)Size(tensor));
        }
    }

    /// <summary>Names of the weights of the top layers.</summary>
    /// <param name="layers">How many; null for all weights, those below the first layer too.</param>
    /// <exception cref="UsageException">There are fewer layers, they cannot be told apart, or the network cannot be trained.</exception>
    public IReadOnlySet<string> OfTop(int? layers)
    {
        if (layers == 0)
        {
            return new HashSet<string>();
        }

        var from = layers is { } count ? StartOfTop(count) : 0;
        if (_nodes.Skip(from).FirstOrDefault(IsQuantised) is { } quantised)
        {
            throw new UsageException(
                $"the encoder cannot be fine-tuned: its node {quantised.Name} is a {quantised.OpType}, which works on rounded numbers and has " +
                "no gradient; take the network with float32 weights, or set 'layers' to 0");
        }

        var below = _nodes.Take(from).SelectMany(node => node.Input).ToHashSet(StringComparer.Ordinal);
        var trained = _constants.Keys.Where(name => !below.Contains(name)).ToHashSet(StringComparer.Ordinal);
        return trained.Count > 0 ? trained : throw new UsageException(
            "the encoder cannot be fine-tuned: it has no float32 weights; take the network in that precision, or set 'layers' to 0");
    }

    private static bool IsQuantised(NodeProto node) =>
        node.OpType.Contains("Quant", StringComparison.Ordinal)
        || node.OpType.StartsWith("QLinear", StringComparison.Ordinal)
        || node.OpType.EndsWith("Integer", StringComparison.Ordinal);

    private static long Size(TensorProto tensor) => tensor.Dims.Aggregate(1L, (product, size) => product * size);

    // Index of the first node of the top layers.
    private int StartOfTop(int count)
    {
        int[] attentions = [.. Enumerable.Range(0, _nodes.Length).Where(i => _nodes[i].OpType == "Softmax" && _isActivation[i])];
        if (count > attentions.Length)
        {
            throw new UsageException(
                $"'layers' is {count}, and the encoder has {attentions.Length} layers with attention; leave it out to train all weights");
        }

        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < _nodes.Length; i++)
        {
            foreach (var input in _nodes[i].Input)
            {
                last[input] = i;
            }
        }

        var alive = new HashSet<string>(StringComparer.Ordinal);
        var start = 0;
        for (var i = 0; i < attentions[^count]; i++)
        {
            if (_isActivation[i])
            {
                alive.UnionWith(_nodes[i].Output.Where(last.ContainsKey));
            }

            alive.RemoveWhere(value => last[value] <= i);
            start = alive.Count == 1 ? i + 1 : start;
        }

        return start > 0 ? start : throw new UsageException(
            "the encoder's layers cannot be told apart, because something is handed past all of them; leave 'layers' out to train all weights");
    }
}
