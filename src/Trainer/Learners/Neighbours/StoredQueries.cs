using Trainer.Learners.Similarity;

namespace Trainer.Learners.Neighbours;

/// <summary>Stored training queries with the weighted sum and the weight of the observed outcomes per model.</summary>
/// <param name="Vectors">Their vectors.</param>
/// <param name="QualitySums">[stored][models].</param>
/// <param name="Observations">[stored][models].</param>
/// <param name="ModelCount">Models.</param>
internal sealed record StoredQueries(StoredVectors Vectors, float[] QualitySums, float[] Observations, int ModelCount)
{
    public int Count => Vectors.Count;

    public static StoredQueries From(TrainingSet data, int maxTerms, CancellationToken cancellation)
    {
        var vectors = StoredVectors.Of(data.Features, Enumerable.Range(0, data.Count).ToArray(), maxTerms, cancellation);
        var models = data.Quality.Length;
        var (sums, observations) = (new float[vectors.Count * models], new float[vectors.Count * models]);
        for (var row = 0; row < data.Count; row++)
        {
            if (vectors.IndexOf[row] is var stored and >= 0)
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

        return new StoredQueries(vectors, sums, observations, models);
    }
}
