using System.Runtime.ExceptionServices;
using Trainer.Calibration;
using Trainer.Configuration;
using Trainer.Features;
using Trainer.Features.Encoders;
using Trainer.Learners;
using Trainer.Sweep.Selection;

namespace Trainer.Sweep;

/// <summary>One configuration, or several, fitted on all that is learned from, calibrated on their out-of-fold scores.</summary>
/// <param name="Router">Texts to calibrated scores.</param>
/// <param name="Members">What it consists of; mostly one.</param>
/// <param name="Calibration">Of an only member's raw scores, or of the members' mean log-odds.</param>
/// <param name="Choice">Why it is that one.</param>
/// <param name="OutOfFoldScores">Calibrated scores of the training queries by learners fitted without them, row by row.</param>
internal sealed record TrainedRouter(
    FittedRouter Router,
    IReadOnlyList<TrainedMember> Members,
    FittedCalibration Calibration,
    CalibrationChoice Choice,
    float[] OutOfFoldScores)
{
    /// <summary>The encoder behind its scores, or null for none; one that was fine-tuned exists nowhere but in the graph.</summary>
    public EmbeddingSource? Encoder => Router.Encoder;

    public static TrainedRouter Fit(
        RoutingProblem training,
        CrossValidation crossValidation,
        FeatureSources sources,
        TrialSpec spec,
        ulong seed,
        CancellationToken cancellation,
        CalibrationOptions? calibration = null) =>
        Fit(training, crossValidation, sources, Ensemble.Of(spec), seed, cancellation, calibration);

    /// <summary>Feature sets of the same name are fitted once, and text features of the same kind too.</summary>
    public static TrainedRouter Fit(
        RoutingProblem training,
        CrossValidation crossValidation,
        FeatureSources sources,
        Ensemble ensemble,
        ulong seed,
        CancellationToken cancellation,
        CalibrationOptions? calibration = null)
    {
        var learned = crossValidation.Learned;
        var sets = new Dictionary<string, (QueryFeatures Features, FeatureMatrix Vectors)>();
        (QueryFeatures?, FeatureMatrix) Features(TrialSpec spec)
        {
            if (!spec.Learner.UsesFeatures)
            {
                return (null, FeatureMatrix.Empty(learned.Table.Count));
            }

            if (!sets.TryGetValue(spec.Features, out var set))
            {
                set = sources.FitTransform(spec.Features, learned.Texts, learned.Scores, cancellation, sets.Values.Select(other => other.Features));
                sets.Add(spec.Features, set);
            }

            return set;
        }

        var read = ensemble.Members.Select(member => Features(member.Spec)).ToArray();
        var members = new (TrainedMember Member, IFittedLearner Learner, float[] Raw)[read.Length];
        void Fit(int i)
        {
            var member = ensemble.Members[i];
            var raw = crossValidation.OutOfFoldScores(member.Spec, seed, cancellation);
            var (features, vectors) = read[i];
            members[i] = (
                new TrainedMember(member, features, members.Length == 1 ? [] : ScoreCalibration.Fit(training, raw)),
                crossValidation.FitOnAll(member.Spec, vectors, seed, cancellation),
                raw);
        }

        try
        {
            Parallel.For(0, members.Length, new ParallelOptions { CancellationToken = cancellation }, Fit);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]); // as if they had been fitted one after another
        }

        var (routed, offsets) = members is [var (only, learner, _)]
            ? ([new RouterMember(only.Features, learner, [])], [])
            : Together(members);
        var raw = FittedRouter.Sum(
            [.. members.Zip(routed, (member, part) => (member.Raw, part.Slopes, part.Weight))], offsets, training.Table.Count);
        var (fitted, choice) = Calibrate(training, crossValidation, ensemble, raw, seed, calibration ?? new());
        return new TrainedRouter(
            new FittedRouter(routed, offsets, fitted),
            [.. members.Select(member => member.Member)],
            fitted,
            choice,
            fitted.Apply(raw, raw.Length / training.Table.Count, training.Domains));
    }

    // A policy's scores are decisions, which nothing is to be made of. The maps of an ensemble's members were fitted on all folds when the calibration
    // of their sum is judged; with two numbers each they remember nothing.
    private static (FittedCalibration, CalibrationChoice) Calibrate(
        RoutingProblem training, CrossValidation crossValidation, Ensemble ensemble, float[] raw, ulong seed, CalibrationOptions options) =>
        ensemble.Members.Any(member => member.Spec.Learner.IsPolicy)
            ? (FittedCalibration.None(training.IsPair ? 1 : training.Table.Models.Count),
                new CalibrationChoice(options.Method, CalibrationMethod.None.Name, false, []))
            : new CalibrationSelection(
                training, crossValidation.Folds, crossValidation.Clusters, seed).Choose(raw, options);

    // The weighted mean of the members' log-odds.
    private static (RouterMember[] Members, float[] Offsets) Together(
        (TrainedMember Member, IFittedLearner Learner, float[] Raw)[] members) =>
    (
        [.. members.Select(member => new RouterMember(
            member.Member.Features,
            member.Learner,
            [.. member.Member.Calibration.Select(map => (float)(map.Slope * member.Member.Member.Weight))],
            (float)member.Member.Member.Weight))],
        [.. Enumerable.Range(0, members[0].Member.Calibration.Length)
            .Select(m => (float)members.Sum(member => member.Member.Calibration[m].Offset * member.Member.Member.Weight))]
    );
}
