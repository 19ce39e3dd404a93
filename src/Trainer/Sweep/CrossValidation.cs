using Trainer.Features;
using Trainer.Features.Data.Splits;

namespace Trainer.Sweep;

/// <summary>Scores every training query by a learner that was fitted without it, its group, its text and its near-duplicates.</summary>
internal sealed class CrossValidation
{
    private readonly RoutingProblem _problem;
    private readonly FoldFeatures _features;

    public CrossValidation(
        RoutingProblem training, FeatureSources sources, int folds, ulong seed, IReadOnlyList<int>? nearClusters = null)
    {
        _problem = training;
        Folds = new Splitter(training.Table, nearClusters).KFold(Enumerable.Range(0, training.Table.Count).ToArray(), folds, seed);
        _features = new FoldFeatures(training, Folds, sources);
    }

    public IReadOnlyList<TableSplit> Folds { get; }

    /// <summary>Raw scores, row by row.</summary>
    public float[] OutOfFoldScores(TrialSpec spec, ulong seed, CancellationToken cancellation)
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

            var fitted = spec.Learner.Fit(_problem.Select(split.Train).ToTrainingSet(train), seed, cancellation);
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
