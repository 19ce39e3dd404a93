using Trainer.Calibration;
using Trainer.Features.Text;

namespace Trainer.Sweep;

/// <summary>Fits one configuration on all training queries, and its calibration on their out-of-fold scores.</summary>
internal static class RouterTraining
{
    /// <summary>The router, and the calibrated out-of-fold scores of the training queries, row by row.</summary>
    public static (FittedRouter Router, TextFeatures? Features, PlattScaling[] Calibration, float[] OutOfFoldScores) Fit(
        RoutingProblem training, CrossValidation crossValidation, TrialSpec spec, ulong seed, CancellationToken cancellation)
    {
        var raw = crossValidation.OutOfFoldScores(spec, seed, cancellation);
        var calibration = ScoreCalibration.Fit(training, raw);
        var (features, vectors) = spec.Learner.UsesFeatures
            ? TextFeatures.FitTransform(training.Texts, FeatureSets.Find(spec.Features)!, cancellation)
            : (null, FittedRouter.NoFeatures(training.Table.Count));
        var learner = spec.Learner.Fit(training.ToTrainingSet(vectors), seed, cancellation);
        return (new FittedRouter(features, learner, calibration), features, calibration, ScoreCalibration.Apply(calibration, raw));
    }
}
