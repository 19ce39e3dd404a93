using Trainer.Features;

namespace Trainer.Learners;

/// <summary>What a learner is given.</summary>
/// <param name="Features">One row per query.</param>
/// <param name="Quality">[models][queries], NaN where a model was not run.</param>
/// <param name="IsPair">Two models, weak then strong, to be told apart by one score; otherwise one predicted quality per model.</param>
internal sealed record TrainingSet(FeatureMatrix Features, double[][] Quality, bool IsPair)
{
    public int Count => Features.RowCount;

    public int ScoresPerQuery => IsPair ? 1 : Quality.Length;

    public TrainingSet Select(int[] rows) =>
        new(Features.Select(rows), Array.ConvertAll(Quality, column => Array.ConvertAll(rows, row => column[row])), IsPair);
}
