using System.Runtime.ExceptionServices;
using Trainer.Calibration;
using Trainer.Features;
using Trainer.Features.Encoders;
using Trainer.Learners;
using Trainer.Sweep.Selection;

namespace Trainer.Sweep;

/// <summary>One configuration, or several, fitted on all that is learned from, calibrated on their out-of-fold scores.</summary>
/// <param name="Router">Texts to calibrated scores.</param>
/// <param name="Members">What it consists of; mostly one.</param>
/// <param name="Calibration">One map per score: of an only member's raw scores, or of the members' mean log-odds.</param>
/// <param name="OutOfFoldScores">Calibrated scores of the training queries by learners fitted without them, row by row.</param>
internal sealed record TrainedRouter(
    FittedRouter Router, IReadOnlyList<TrainedMember> Members, PlattScaling[] Calibration, float[] OutOfFoldScores)
{
    /// <summary>The encoder behind its scores, or null for none; one that was fine-tuned exists nowhere but in the graph.</summary>
    public EmbeddingSource? Encoder => Router.Encoder;

    public static TrainedRouter Fit(
        RoutingProblem training,
        CrossValidation crossValidation,
        FeatureSources sources,
        TrialSpec spec,
        ulong seed,
        CancellationToken cancellation) =>
        Fit(training, crossValidation, sources, Ensemble.Of(spec), seed, cancellation);

    /// <summary>Feature sets of the same name are fitted once, and text features of the same kind too.</summary>
    public static TrainedRouter Fit(
        RoutingProblem training,
        CrossValidation crossValidation,
        FeatureSources sources,
        Ensemble ensemble,
        ulong seed,
        CancellationToken cancellation)
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
            var maps = member.Spec.Learner.IsPolicy ? ScoreCalibration.None(training) : ScoreCalibration.Fit(training, raw);
            var (features, vectors) = read[i];
            members[i] = (new TrainedMember(member, features, maps), crossValidation.FitOnAll(member.Spec, vectors, seed, cancellation), raw);
        }

        try
        {
            Parallel.For(0, members.Length, new ParallelOptions { CancellationToken = cancellation }, Fit);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]); // as if they had been fitted one after another
        }

        return members is [var (only, learner, scores)]
            ? new TrainedRouter(
                new FittedRouter(only.Features, learner, only.Calibration),
                [only with { Calibration = [] }],
                only.Calibration,
                ScoreCalibration.Apply(only.Calibration, scores, scores.Length / training.Table.Count))
            : Together(training, members);
    }

    // Two calibrations in a row are one: slopes multiply.
    private static TrainedRouter Together(
        RoutingProblem training, IReadOnlyList<(TrainedMember Member, IFittedLearner Learner, float[] Raw)> members)
    {
        var rows = training.Table.Count;
        var scores = members[0].Member.Calibration.Length;
        float[] Slopes(TrainedMember member, PlattScaling[]? last) =>
            [.. member.Calibration.Select((map, m) => (float)(map.Slope * member.Member.Weight * (last?[m].Slope ?? 1)))];
        float[] Offsets(PlattScaling[]? last) => [.. Enumerable.Range(0, scores).Select(m =>
        {
            var mean = members.Sum(member => member.Member.Calibration[m].Offset * member.Member.Member.Weight);
            return (float)(last is null ? mean : (last[m].Slope * mean) + last[m].Offset);
        })];
        IReadOnlyList<(float[], float[], float)> Parts(PlattScaling[]? last) =>
            [.. members.Select(member => (member.Raw, Slopes(member.Member, last), (float)member.Member.Member.Weight))];

        var logOdds = FittedRouter.LogOdds(Parts(null), Offsets(null), rows);
        var calibration = ScoreCalibration.Fit(training, logOdds);
        var offsets = Offsets(calibration);
        var router = new FittedRouter(
            [.. members.Select(member => new RouterMember(
                member.Member.Features, member.Learner, Slopes(member.Member, calibration), (float)member.Member.Member.Weight))],
            offsets);
        var calibrated = FittedRouter.LogOdds(Parts(calibration), offsets, rows);
        return new TrainedRouter(
            router,
            [.. members.Select(member => member.Member)],
            calibration,
            ScoreCalibration.Apply(ScoreCalibration.None(training), calibrated, calibrated.Length / rows));
    }
}
