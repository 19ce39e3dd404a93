using Trainer.Features;
using Trainer.Onnx;
using Trainer.Training;

namespace Trainer.Learners.Contrastive;

/// <summary>What stands behind the projection: s_m = cos(h, K_m) / t with a learned vector K_m for every model.</summary>
internal static class ContrastiveHead
{
    /// <summary>Name of K, [models, width].</summary>
    public const string Models = "head: models";

    // The peer's, for embeddings of a model.
    private const double Deviation = 0.78;

    /// <summary>Adds K, normal; a model that takes part in no term is 0, and so is its score.</summary>
    public static void AddTo(ParameterSet parameters, int width, bool[] takesPart, SeededRandom random, float rate = 1)
    {
        var values = new float[takesPart.Length * width];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(Deviation * random.NextGaussian()) * (takesPart[i / width] ? 1 : 0);
        }

        parameters.Add(new Parameter(Models, [takesPart.Length, width], values, rate));
    }

    /// <summary>The rows of a matrix at length 1; zeros stay zeros.</summary>
    public static string Unit(GraphBuilder graph, string rows) =>
        graph.Add("LpNormalization", [rows], Attr.Int("axis", 1), Attr.Int("p", 2));

    /// <summary>Products of unit rows with those of another matrix over the temperature, [rows, others].</summary>
    public static string Products(GraphBuilder graph, string unit, string others, double temperature)
    {
        var cosines = graph.Add("MatMul", [unit, graph.Add("Transpose", [others], Attr.Ints("perm", [1, 0]))]);
        return temperature == 1 ? cosines : graph.Add("Mul", [cosines, graph.Scalar((float)(1 / temperature))]);
    }

    /// <summary>Writes the models' scores [N, models], or a pair's difference [N, 1].</summary>
    public static string Scores(GraphBuilder graph, ParameterNodes nodes, string h, double temperature, bool isPair)
    {
        var scores = Products(graph, Unit(graph, h), Unit(graph, nodes[Models]), temperature);
        return isPair ? graph.Add("MatMul", [scores, graph.Constant("strong_minus_weak", [-1f, 1f], 2, 1)]) : scores;
    }
}
