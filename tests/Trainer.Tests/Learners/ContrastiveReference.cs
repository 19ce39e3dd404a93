using Trainer.Learners.Contrastive;

namespace Trainer.Tests.Learners;

/// <summary>RouterDC's loss in doubles by plain loops.</summary>
internal static class ContrastiveReference
{
    /// <summary>The mean over queries; cluster terms take the first other query of the cluster and all queries of other clusters.</summary>
    /// <param name="h">The queries' vectors.</param>
    /// <param name="k">The models' vectors.</param>
    /// <param name="contrasts">Terms on models.</param>
    /// <param name="clusters">The cluster of every query.</param>
    /// <param name="clusterWeight">Weight of cluster terms.</param>
    /// <param name="temperature">The temperature.</param>
    /// <param name="onlyCluster">The cluster whose queries have a cluster term; negative for all.</param>
    public static double Loss(
        double[][] h, double[][] k, ModelContrast[][] contrasts, int[] clusters, double clusterWeight, double temperature, int onlyCluster = -1)
    {
        double Similarity(double[] a, double[] b) =>
            a.Zip(b, (p, q) => p * q).Sum() / Math.Sqrt(a.Sum(p => p * p) * b.Sum(q => q * q)) / temperature;
        double Term(double positive, IEnumerable<double> negatives) =>
            -Math.Log(Math.Exp(positive) / (Math.Exp(positive) + negatives.Sum(Math.Exp)));

        var sum = 0.0;
        for (var row = 0; row < h.Length; row++)
        {
            foreach (var term in contrasts[row])
            {
                sum += Term(Similarity(h[row], k[term.Positive]), term.Negatives.Select(m => Similarity(h[row], k[m])));
            }

            if (onlyCluster < 0 || clusters[row] == onlyCluster)
            {
                var near = Enumerable.Range(0, h.Length).First(other => other != row && clusters[other] == clusters[row]);
                var far = Enumerable.Range(0, h.Length).Where(other => clusters[other] != clusters[row]);
                sum += clusterWeight * Term(Similarity(h[row], h[near]), far.Select(other => Similarity(h[row], h[other])));
            }
        }

        return sum / h.Length;
    }
}
