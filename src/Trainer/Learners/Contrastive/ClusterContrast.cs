using Trainer.Features;

namespace Trainer.Learners.Contrastive;

/// <summary>
/// Terms of the sample-sample loss (Chen et al. 2024, arXiv:2409.19886): a query of a batch against another one of its cluster and some
/// of other clusters, drawn from the batch. Where there is no other one of its cluster, or too few of others, there is no term.
/// </summary>
internal static class ClusterContrast
{
    /// <summary>Fills the table [batch, batch] of the products between its queries.</summary>
    /// <param name="terms">The table.</param>
    /// <param name="clusters">The cluster of each query of the batch.</param>
    /// <param name="negatives">Queries of other clusters per term.</param>
    /// <param name="weight">Weight of a term.</param>
    /// <param name="random">Draws them.</param>
    public static void Fill(ContrastTerms terms, ReadOnlySpan<int> clusters, int negatives, float weight, SeededRandom random)
    {
        terms.Clear(clusters.Length, clusters.Length);
        Span<int> near = new int[clusters.Length];
        Span<int> far = new int[clusters.Length];
        for (var i = 0; i < clusters.Length; i++)
        {
            var (nearCount, farCount) = (0, 0);
            for (var j = 0; j < clusters.Length; j++)
            {
                if (clusters[j] != clusters[i])
                {
                    far[farCount++] = j;
                }
                else if (j != i)
                {
                    near[nearCount++] = j;
                }
            }

            if (nearCount == 0 || farCount < negatives)
            {
                continue;
            }

            // The first so many of a partial shuffle.
            for (var k = 0; k < negatives; k++)
            {
                var other = k + random.Next(farCount - k);
                (far[k], far[other]) = (far[other], far[k]);
            }

            terms.Set(i, weight, near[random.Next(nearCount)], far[..negatives]);
        }
    }
}
