using System.Globalization;
using System.Text.Json.Serialization;
using Trainer.Learners.External;
using Trainer.Learners.Settings;
using Trainer.Learners.Supervision;

namespace Trainer.Learners.Cascade;

/// <summary>
/// AutoMix (Aggarwal et al. 2023, arXiv 2310.12963): the weak model answers first, and what a verifier thinks of its answer decides whether
/// the strong one is asked too. Learns what asking it gains at each verification score: the mean gain of the queries around each of
/// <paramref name="Bins"/> + 1 evenly spaced scores, smoothed over its neighbours, linear in between. Verification scores need not rise with
/// quality, so the gain need not fall: a hopeless query is kept from the strong model as well as an easy one. Pairs only.
/// </summary>
/// <param name="Column">The verification score, 0 to 1, by its name; null for the only one of the feature set.</param>
/// <param name="Bins">How finely scores are told apart.</param>
/// <param name="Sigma">Standard deviation of the smoothing in bins; 0 for none.</param>
internal sealed record AutoMixLearner(string? Column = null, int Bins = 8, double Sigma = 2) : ILearner
{
    public const string Name = "automix";

    public static LearnerFamily Family { get; } = new(
        Name,
        "A cascade: the gain of asking the strong model too, by how the weak model's own answer was verified (AutoMix).",
        "A pair, and a feature set with the verification score in 'scores', 0 to 1. Set 'data.cascade' so that costs are a cascade's.",
        new AutoMixLearner())
    {
        Space =
        [
            Setting.LogInteger("bins", 4, 16),
            Setting.Real("sigma", 0.3, 3, digits: 2),
        ],
    };

    [JsonIgnore]
    public bool UsesFeatures => true;

    public double Operations(TrainingShape shape) => shape.Queries + ((Bins + 1.0) * (Bins + 1));

    public IFittedLearner Fit(TrainingSet data, ulong seed, CancellationToken cancellation)
    {
        if (!data.IsPair)
        {
            throw new UsageException(
                $"the automix learner decides between a weak and a strong model, and there are {data.Quality.Length}; name a pair with " +
                "'data.weak' and 'data.strong'");
        }

        if (Bins is < 1 or > 1000 || Sigma is not (>= 0 and <= 1000))
        {
            throw new UsageException(string.Create(
                CultureInfo.InvariantCulture,
                $"bins of the automix learner is {Bins} and sigma {Sigma}; allowed are 1 to 1000, and 0 to 1000"));
        }

        var column = ScoreColumn.Find(data.Features, Column, Name);
        var gap = Targets.Gap(data.Quality[0], data.Quality[1]);
        var (sums, counts) = (new double[Bins + 1], new double[Bins + 1]);
        for (var row = 0; row < gap.Length; row++)
        {
            var score = data.Features.Dense.Row(row)[column];
            if (score is not (>= 0 and <= 1))
            {
                throw new UsageException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"the verification score of a training query is {score}; the automix learner needs scores from 0 to 1"));
            }

            if (!double.IsNaN(gap[row]))
            {
                var bin = (int)Math.Round(score * (double)Bins, MidpointRounding.AwayFromZero);
                sums[bin] += gap[row];
                counts[bin]++;
            }
        }

        return new FittedAutoMix(column, Smoothed(sums, counts));
    }

    // Every query weighs the same wherever its bin: an empty bin says nothing, and takes what its neighbours say.
    private float[] Smoothed(double[] sums, double[] counts)
    {
        var total = counts.Sum();
        var mean = total > 0 ? sums.Sum() / total : 0;
        var gains = new float[sums.Length];
        for (var bin = 0; bin < gains.Length; bin++)
        {
            var (sum, weight) = (0.0, 0.0);
            for (var other = 0; other < gains.Length; other++)
            {
                var kernel = other == bin ? 1 : Sigma > 0 ? Math.Exp(-0.5 * Math.Pow((other - bin) / Sigma, 2)) : 0;
                sum += kernel * sums[other];
                weight += kernel * counts[other];
            }

            gains[bin] = (float)(weight > 1e-12 ? sum / weight : mean);
        }

        return gains;
    }
}
