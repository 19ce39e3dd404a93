using System.Globalization;
using System.Text.Json.Serialization;
using Trainer.Features;
using Trainer.Learners.Preference;
using Trainer.Learners.Settings;
using Trainer.Learners.Similarity;
using Trainer.Learners.Supervision;

namespace Trainer.Learners.SimilarityWeighted;

/// <summary>
/// Similarity-weighted ranking (Ong et al. 2024, RouteLLM, section 4.2.1): Bradley-Terry strengths by all comparisons, each weighing
/// 10^(s / max s) where s is the cosine of its query with the asked one. Models are put into tiers of about equal strength, so that few
/// parameters are fitted per query. A pair's score is P(strong beats weak); a pool's are the strengths of the models' tiers.
/// </summary>
/// <param name="Tiers">Tiers, 2 to 20, or 0 for every model by itself.</param>
/// <param name="Prior">Battles of no information that each tier plays besides, where one on the nearest query counts 1.</param>
/// <param name="MaxQueries">Compared queries that are kept, a seeded sample of more; the bundle holds their vectors.</param>
/// <param name="MaxTerms">Sparse terms kept of a query, the heaviest ones.</param>
internal sealed record SwRankingLearner(int Tiers = 10, double Prior = 1, int MaxQueries = 20_000, int MaxTerms = 128) : ILearner
{
    public const string Name = "sw_ranking";

    /// <summary>Each tier costs nodes of the graph.</summary>
    private const int MostTiers = 20;

    public static LearnerFamily Family { get; } = new(
        Name,
        "Bradley-Terry ratings fitted anew for every query, in which comparisons on similar queries weigh more.",
        "Battles and embeddings; the bundle holds the vector of every compared query up to maxQueries.",
        new SwRankingLearner())
    {
        Space =
        [
            Setting.Integer("tiers", 2, 10),
            Setting.Log("prior", 0.1, 30, digits: 2),
        ],
    };

    [JsonIgnore]
    public bool UsesFeatures => true;

    public double Operations(TrainingShape shape) => shape.Product + ((double)shape.Queries * shape.Models * shape.Models);

    public IFittedLearner Fit(TrainingSet data, ulong seed, CancellationToken cancellation)
    {
        var models = data.Quality.Length + data.OtherQuality.Length;
        if (Tiers is not (0 or (>= 2 and <= MostTiers)) || (Tiers == 0 && models > MostTiers) || Prior is not (>= 1e-6 and <= 1e6)
            || MaxQueries is not (>= 1 and <= 1_000_000) || MaxTerms < 1)
        {
            throw new UsageException(string.Create(
                CultureInfo.InvariantCulture,
                $"the sw_ranking learner has tiers {Tiers} for {models} models, prior {Prior}, maxQueries {MaxQueries}, ") +
                string.Create(CultureInfo.InvariantCulture, $"maxTerms {MaxTerms}; ") +
                $"allowed are tiers 2 to {MostTiers}, or 0 (every model by itself) for up to {MostTiers} models, prior " +
                "1e-6 to 1e6, maxQueries 1 to 1000000, maxTerms from 1");
        }

        var comparisons = Targets.Comparisons(data);
        var ratings = BradleyTerry.Fit(PairCounts.Of(comparisons, models), TieRule.HalfWins, 0.1).Strengths;
        var tierOf = RatingTiers.Of(ratings, Tiers == 0 ? models : Tiers);
        tierOf = data.IsPair ? RatingTiers.Apart(ratings, tierOf, 0, 1) : tierOf;

        var kept = Sampled([.. comparisons.Select(comparison => comparison.Query).Distinct()], seed);
        var stored = StoredVectors.Of(data.Features, kept, MaxTerms, cancellation);
        var rowOf = new Dictionary<int, int>(kept.Index().Select(row => KeyValuePair.Create(row.Item, stored.IndexOf[row.Index])));
        var outcomes = new TierOutcomes(
            stored.Count,
            tierOf.Max() + 1,
            comparisons.Where(comparison => rowOf.GetValueOrDefault(comparison.Query, -1) >= 0)
                .Select(comparison => (rowOf[comparison.Query], tierOf[comparison.Better], tierOf[comparison.Worse], comparison)));
        return new FittedSwRanking(new Cosines(data.Features, stored), outcomes, tierOf[..data.Quality.Length], Prior, data.IsPair);
    }

    // In the order of the queries, as everything that learns visits them.
    private int[] Sampled(int[] queries, ulong seed)
    {
        if (queries.Length > MaxQueries)
        {
            new SeededRandom(seed, 0x5A).Shuffle<int>(queries);
            queries = queries[..MaxQueries];
        }

        Array.Sort(queries);
        return queries;
    }
}
