using System.Numerics.Tensors;
using Trainer.Features;
using Trainer.Onnx;

namespace Trainer.Learners.Clusters;

/// <summary>Centroids, [columns][clusters], the sparse columns' first, and what is known in each cluster, [clusters][models].</summary>
internal sealed class FittedClusters(
    float[] centroids, float[] values, int clusters, float sharpness, float partLength, int sparseColumns, bool isPair) : IFittedLearner
{
    private int Models => values.Length / clusters;

    public float[] Score(FeatureMatrix features, IReadOnlyList<string> texts)
    {
        var rows = new UnitRows(features);
        var perQuery = isPair ? 1 : Models;
        var scores = new float[rows.Count * perQuery];
        var weights = new float[clusters];
        var means = new float[Models];
        for (var row = 0; row < rows.Count; row++)
        {
            rows.Products(row, centroids, weights);
            TensorPrimitives.Multiply(weights, sharpness, weights);
            TensorPrimitives.Subtract(weights, TensorPrimitives.Max<float>(weights), weights); // e^89 is no float
            TensorPrimitives.SoftMax(weights, weights);
            Array.Clear(means);
            for (var c = 0; c < clusters; c++)
            {
                TensorPrimitives.MultiplyAdd(values.AsSpan(c * means.Length, means.Length), weights[c], means, means);
            }

            if (isPair)
            {
                scores[row] = means[1] - means[0];
            }
            else
            {
                means.CopyTo(scores, row * perQuery);
            }
        }

        return scores;
    }

    public string Emit(QueryInputs inputs, FeatureNodes features)
    {
        var graph = inputs.Graph;
        string? products = null;
        if (features.Sparse is { } sparse)
        {
            products = Products(graph, sparse, 0, sparseColumns);
        }

        if (features.Dense is { } dense)
        {
            var part = Products(graph, dense, sparseColumns, centroids.Length / clusters);
            products = products is null ? part : graph.Add("Add", [products, part]);
        }

        var weights = graph.Add("Softmax", [graph.Add("Mul", [products!, graph.Scalar(sharpness * partLength)])], Attr.Int("axis", 1));
        var means = graph.Add("MatMul", [weights, graph.Constant("cluster_values", values, clusters, Models)]);
        return isPair ? graph.Add("MatMul", [means, graph.Constant("strong_minus_weak", [-1f, 1f], 2, 1)]) : means;
    }

    private string Products(GraphBuilder graph, string features, int from, int to)
    {
        var unit = graph.Add("LpNormalization", [features], Attr.Int("axis", 1), Attr.Int("p", 2));
        var part = centroids.AsSpan(from * clusters, (to - from) * clusters).ToArray();
        return graph.Add("MatMul", [unit, graph.Constant("centroids", part, to - from, clusters)]);
    }
}
