using Trainer.Learners.Similarity;
using Trainer.Onnx;

namespace Trainer.Learners.Neighbours;

/// <summary>Stored training queries with the weighted sum and the weight of the observed outcomes per model.</summary>
/// <param name="Count">Distinct vectors.</param>
/// <param name="QualitySums">[stored][models].</param>
/// <param name="Observations">[stored][models].</param>
/// <param name="ModelCount">Models.</param>
/// <param name="Made">Gives their vectors, which are needed only where the neighbours are not known already.</param>
internal sealed record StoredQueries(int Count, float[] QualitySums, float[] Observations, int ModelCount, Lazy<StoredVectors> Made)
{
    public StoredVectors Vectors => Made.Value;

    /// <summary>Who is near to whom, if other fits have found that out; else null.</summary>
    public Neighbourhood? Near { get; init; }

    /// <summary>How many must be looked at for k neighbours: one more, which sets the kernel's width and has no weight itself.</summary>
    public int Looked(int k) => Math.Min(Math.Min(k, Count) + 1, Count);

    /// <summary>Σ weight · table row of the nearest, float [N, models], of a table [stored][models].</summary>
    public string EmitSums(GraphBuilder graph, string weights, string nearest, float[] table)
    {
        var gathered = graph.Add(
            "Gather", [graph.Constant("outcomes", table, Count, ModelCount), nearest], Attr.Int("axis", 0)); // [N, looked, models]
        var kernel = graph.Add("Unsqueeze", [weights, graph.Constant("axes", [1L], 1)]); // [N, 1, looked]
        return graph.Add("Squeeze", [graph.Add("MatMul", [kernel, gathered]), graph.Constant("axes", [1L], 1)]);
    }

    public static StoredQueries From(TrainingSet data, int maxTerms, CancellationToken cancellation)
    {
        var vectors = new Lazy<StoredVectors>(
            () => StoredVectors.Of(data.Features, Enumerable.Range(0, data.Count).ToArray(), maxTerms, cancellation));
        var near = data.Shared?.Get(
            (typeof(Neighbourhood), maxTerms),
            () => Neighbourhood.Of(data.Features, data.Shared.Scored, maxTerms, cancellation),
            cancellation);
        var (count, indexOf) = near is null ? (vectors.Value.Count, vectors.Value.IndexOf) : (near.Count, near.IndexOf);
        var models = data.Quality.Length;
        var (sums, observations) = (new float[count * models], new float[count * models]);
        for (var row = 0; row < data.Count; row++)
        {
            if (indexOf[row] is var stored and >= 0)
            {
                for (var m = 0; m < models; m++)
                {
                    if (!double.IsNaN(data.Quality[m][row]))
                    {
                        sums[(stored * models) + m] += (float)(data.RowWeights[row] * data.Quality[m][row]);
                        observations[(stored * models) + m] += (float)data.RowWeights[row];
                    }
                }
            }
        }

        return new StoredQueries(count, sums, observations, models, vectors) { Near = near };
    }
}
