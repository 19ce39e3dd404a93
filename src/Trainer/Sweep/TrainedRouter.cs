using Trainer.Calibration;
using Trainer.Features;

namespace Trainer.Sweep;

/// <summary>One configuration fitted on all that is learned from, calibrated on their out-of-fold scores.</summary>
/// <param name="Router">Texts to calibrated scores.</param>
/// <param name="Features">Its features, or null if the learner reads none.</param>
/// <param name="Calibration">One map per score.</param>
/// <param name="OutOfFoldScores">Calibrated scores of the training queries by learners fitted without them, row by row.</param>
internal sealed record TrainedRouter(FittedRouter Router, QueryFeatures? Features, PlattScaling[] Calibration, float[] OutOfFoldScores)
{
    public static TrainedRouter Fit(
        RoutingProblem training, CrossValidation crossValidation, FeatureSources sources, TrialSpec spec, ulong seed, CancellationToken cancellation)
    {
        var raw = crossValidation.OutOfFoldScores(spec, seed, cancellation);
        var calibration = spec.Learner.IsPolicy ? ScoreCalibration.None(training) : ScoreCalibration.Fit(training, raw);
        var (features, vectors) = spec.Learner.UsesFeatures
            ? sources.FitTransform(spec.Features, crossValidation.Learned.Texts, crossValidation.Learned.Scores, cancellation)
            : (null, FeatureMatrix.Empty(crossValidation.Learned.Table.Count));
        var learner = spec.Learner.Fit(crossValidation.Learned.ToTrainingSet(vectors), seed, cancellation);
        return new TrainedRouter(
            new FittedRouter(features, learner, calibration), features, calibration, ScoreCalibration.Apply(calibration, raw, raw.Length / training.Table.Count));
    }
}
