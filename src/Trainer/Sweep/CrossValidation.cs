using System.Collections.Concurrent;
using Trainer.Features;
using Trainer.Features.Data.Splits;
using Trainer.Learners;

namespace Trainer.Sweep;

/// <summary>Scores every training query by a learner that was fitted without it, its group, its text and its near-duplicates.</summary>
internal sealed class CrossValidation
{
    private readonly RoutingProblem _problem;
    private readonly FoldFeatures _features;
    private readonly FeatureSources _sources;
    private readonly LongFits? _longFits;
    private readonly ConcurrentDictionary<(TrialSpec Spec, ulong Seed), float[]> _scores = new();

    public CrossValidation(
        RoutingProblem training,
        FeatureSources sources,
        int folds,
        ulong seed,
        IReadOnlyList<int>? nearClusters = null,
        LongFits? longFits = null)
    {
        (_problem, _sources, _longFits) = (training, sources, longFits);
        Folds = new Splitter(training.Table, nearClusters).KFold(Enumerable.Range(0, training.Table.Count).ToArray(), folds, seed);
        _features = new FoldFeatures(training.Texts, Folds, sources);
    }

    public IReadOnlyList<TableSplit> Folds { get; }

    /// <summary>Raw scores, row by row; those that were asked for before are remembered.</summary>
    public float[] OutOfFoldScores(TrialSpec spec, ulong seed, CancellationToken cancellation)
    {
        if (!_scores.TryGetValue((spec, seed), out var scores))
        {
            scores = Compute(spec, seed, cancellation);
            _scores[(spec, seed)] = scores;
        }

        return scores;
    }

    /// <summary>Fits a learner on all training queries.</summary>
    public IFittedLearner FitOnAll(TrialSpec spec, FeatureMatrix vectors, ulong seed, CancellationToken cancellation) =>
        Fit(spec, _problem.ToTrainingSet(vectors), 0, seed, cancellation);

    private IFittedLearner Fit(TrialSpec spec, TrainingSet data, int fold, ulong seed, CancellationToken cancellation)
    {
        if (spec.Learner.TrainsEncoder)
        {
            data = data with { Encoder = _sources.Encoder() };
            data = _longFits?.Equip(data, fold) ?? data;
        }

        return spec.Learner.Fit(data, seed, cancellation);
    }

    private float[] Compute(TrialSpec spec, ulong seed, CancellationToken cancellation)
    {
        float[]? scores = null;
        for (var fold = 0; fold < Folds.Count; fold++)
        {
            cancellation.ThrowIfCancellationRequested();
            var split = Folds[fold];
            var (train, test) = spec.Learner.UsesFeatures
                ? _features.Get(spec.Features, fold, cancellation)
                : (FeatureMatrix.Empty(split.Train.Length), FeatureMatrix.Empty(split.Test.Length));
            if (spec.Learner.UsesFeatures && train.ColumnCount == 0)
            {
                throw new InvalidOperationException($"no {spec.Features} occur in two training texts, so there is nothing to learn from");
            }

            var fitted = Fit(spec, _problem.Select(split.Train).ToTrainingSet(train), fold + 1, seed, cancellation);
            using var own = fitted as IDisposable;
            var part = fitted.Score(test, Array.ConvertAll(split.Test, row => _problem.Texts[row]));
            var perQuery = part.Length / split.Test.Length;
            scores ??= new float[_problem.Table.Count * perQuery];
            for (var i = 0; i < split.Test.Length; i++)
            {
                part.AsSpan(i * perQuery, perQuery).CopyTo(scores.AsSpan(split.Test[i] * perQuery));
            }
        }

        return scores!;
    }
}
