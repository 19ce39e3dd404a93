using Trainer.Features;

namespace Trainer.Learners;

/// <summary>
/// An immutable fitted learner. Its raw scores are on a scale of its own, and only have to rise with what they stand for: for a pair the
/// strong model's advantage, for a pool each model's quality. A calibrator gives them a meaning.
/// </summary>
internal interface IFittedLearner
{
    /// <summary>
    /// Whether a pool's scores are followed by as many cost ratios: what a query costs with each model as a multiple of the model's mean
    /// cost. They are final; only the scores are calibrated.
    /// </summary>
    bool PredictsCosts => false;

    /// <summary>Raw scores of every query, row by row, <see cref="TrainingSet.ScoresPerQuery"/> each.</summary>
    float[] Score(FeatureMatrix features, IReadOnlyList<string> texts);

    /// <summary>
    /// Queries whose scores may jump where a feature differs in its last bits, as another runtime's may: it lies within rounding of a
    /// threshold. Only learners that cut have any.
    /// </summary>
    bool[] Unsettled(FeatureMatrix features) => new bool[features.RowCount];

    /// <summary>
    /// Writes itself as nodes and returns its raw scores, float [N, scores per query]. Of a learner that uses features at least one part of
    /// <paramref name="features"/> is there.
    /// </summary>
    string Emit(QueryInputs inputs, FeatureNodes features);
}
