using Trainer.Features;
using Trainer.Learners.Projection;
using Trainer.Onnx;
using Trainer.Training;

namespace Trainer.Learners.GraphRouter;

/// <summary>
/// The network over queries q, with states x_q, and models m, with learned embeddings e_m; a_qm is the outcome of an edge, φ the leaky
/// relu, and means go over the edges that carry messages:
/// <code>
/// u_m = mean over q of φ(x_q A + a_qm α + a)        what a model hears in the first round
/// y_q = x_q + mean over m of φ(e_m B + a_qm β + b)  and a query
/// v_m = mean over q of φ(y_q C + a_qm γ + c)        what a model hears in the second round
/// z_m = e_m + u_m + v_m                             the model's state
/// </code>
/// The log-odds of a good outcome on a query of state x are x · z_m / √width + the model's bias. As no state of a model enters a message,
/// u and v are sums over queries that one pass gives.
/// </summary>
/// <param name="width">Width of all states.</param>
/// <param name="models">Number of models.</param>
internal sealed class GraphNetwork(int width, int models)
{
    /// <summary>Name of e, [models, width].</summary>
    public const string Embeddings = "model_embeddings";

    /// <summary>Name of the models' biases, [models].</summary>
    public const string Biases = "model_biases";

    private const double Deviation = 0.1;

    // The three kinds of messages.
    private const string ToModelFirst = "to_model_first";
    private const string ToQuery = "to_query";
    private const string ToModelSecond = "to_model_second";

    /// <summary>Name of a message's weights for the sender's state, [width, width].</summary>
    public static string Weights(int message) => Kind(message) + "_weights";

    /// <summary>Name of a message's weights for the outcome, [width].</summary>
    public static string Outcome(int message) => Kind(message) + "_outcome";

    /// <summary>Name of a message's bias, [width].</summary>
    public static string Bias(int message) => Kind(message) + "_bias";

    /// <summary>
    /// Adds the parameters. A model's bias starts at the log-odds of its mean outcome, smoothed by Laplace's rule; one that was never run
    /// has embedding and bias 0, hears nothing, and so scores 0.
    /// </summary>
    public void AddTo(ParameterSet parameters, double[][] quality, SeededRandom random)
    {
        for (var message = 0; message < 3; message++)
        {
            parameters.Add(QueryProjection.Glorot(Weights(message), width, width, width + 1, random));
            var outcome = QueryProjection.Glorot(Outcome(message), 1, width, width + 1, random);
            parameters.Add(new Parameter(Outcome(message), [width], outcome.Values));
            parameters.Add(new Parameter(Bias(message), [width], new float[width], decays: false));
        }

        var (embeddings, biases) = (new float[models * width], new float[models]);
        for (var m = 0; m < models; m++)
        {
            var observed = quality[m].Where(outcome => !double.IsNaN(outcome)).ToArray();
            var mean = (observed.Sum() + 1) / (observed.Length + 2);
            biases[m] = (float)Math.Log(mean / (1 - mean));
            for (var i = 0; i < width; i++)
            {
                embeddings[(m * width) + i] = (float)(Deviation * random.NextGaussian()) * Math.Min(1, observed.Length);
            }
        }

        parameters.Add(new Parameter(Embeddings, [models, width], embeddings));
        parameters.Add(new Parameter(Biases, [models], biases, decays: false));
    }

    /// <summary>Writes what the models hear in both rounds, u + v, float [draws, models, width].</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="nodes">The parameters there.</param>
    /// <param name="x">States of N queries, float [N, width].</param>
    /// <param name="outcomes">a, float [models, N, 1]; anything finite where there is no edge.</param>
    /// <param name="toModel">Weights of the messages to the models in every draw, float [draws, models, 1, N].</param>
    /// <param name="toQuery">Weights of the messages to the queries in every draw, float [draws, N, 1, models].</param>
    public static string EmitMessages(GraphBuilder graph, ParameterNodes nodes, string x, string outcomes, string toModel, string toQuery)
    {
        string At(string op, string value, long axis) => graph.Add(op, [value, graph.Constant("axis", [axis], 1)]);
        string Message(int message, string sender, string edges)
        {
            var outcome = graph.Add("Add", [graph.Add("Mul", [edges, nodes[Outcome(message)]]), nodes[Bias(message)]]);
            return graph.Add("LeakyRelu", [graph.Add("Add", [sender, outcome])]);
        }

        string Sent(int message, string states) => graph.Add("MatMul", [states, nodes[Weights(message)]]);

        var first = Message(0, At("Unsqueeze", Sent(0, x), 0), outcomes); // [models, N, width]
        var byQuery = graph.Add("Transpose", [outcomes], Attr.Ints("perm", [1, 0, 2]));
        var replies = Message(1, Sent(1, nodes[Embeddings]), byQuery); // [N, models, width]
        var y = graph.Add("Add", [x, At("Squeeze", graph.Add("MatMul", [toQuery, replies]), 2)]); // [draws, N, width]
        var second = Message(2, At("Unsqueeze", Sent(2, y), 1), outcomes); // [draws, models, N, width]
        var heard = graph.Add("Add", [graph.Add("MatMul", [toModel, first]), graph.Add("MatMul", [toModel, second])]);
        return At("Squeeze", heard, 2);
    }

    /// <summary>Writes z of what the models heard.</summary>
    public static string EmitStates(GraphBuilder graph, ParameterNodes nodes, string heard) => graph.Add("Add", [heard, nodes[Embeddings]]);

    /// <summary>Writes the log-odds, float [N, models], or of states in several draws [draws, N, models].</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="nodes">The parameters there.</param>
    /// <param name="x">States of the queries, float [N, width].</param>
    /// <param name="states">z, float [models, width] or [draws, models, width].</param>
    /// <param name="hasDraws">Which of them.</param>
    public string EmitLogits(GraphBuilder graph, ParameterNodes nodes, string x, string states, bool hasDraws)
    {
        var turned = graph.Add("Transpose", [states], Attr.Ints("perm", hasDraws ? [0, 2, 1] : [1, 0]));
        var product = graph.Add("Mul", [graph.Add("MatMul", [x, turned]), graph.Scalar(1f / MathF.Sqrt(width))]);
        return graph.Add("Add", [product, nodes[Biases]]);
    }

    /// <summary>Writes raw scores: log-odds of every model, or for a pair the difference of the two probabilities.</summary>
    public string EmitScores(GraphBuilder graph, ParameterNodes nodes, string x, string states, bool isPair)
    {
        var logits = EmitLogits(graph, nodes, x, states, hasDraws: false);
        return isPair
            ? graph.Add("MatMul", [graph.Add("Sigmoid", [logits]), graph.Constant("strong_minus_weak", [-1f, 1f], 2, 1)])
            : logits;
    }

    private static string Kind(int message) => message switch { 0 => ToModelFirst, 1 => ToQuery, _ => ToModelSecond };
}
