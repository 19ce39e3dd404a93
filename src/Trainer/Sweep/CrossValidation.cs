using Trainer.Features;
using Trainer.Features.Data.Splits;

namespace Trainer.Sweep;

/// <summary>Scores every training query by a learner that was fitted without it, its group, its text and its near-duplicates.</summary>
internal sealed class CrossValidation
{
    private readonly int _queries;
    private readonly FoldFeatures _features;

    /// <param name="training">The queries to score.</param>
    /// <param name="sources">What features are made of.</param>
    /// <param name="folds">How many.</param>
    /// <param name="seed">Decides which query is in which fold.</param>
    /// <param name="nearClusters">Of every query its cluster of near-duplicates, negative for none.</param>
    /// <param name="extra">Rows that every fold learns from but for those tied to its queries; they are not scored.</param>
    public CrossValidation(
        RoutingProblem training,
        FeatureSources sources,
        int folds,
        ulong seed,
        IReadOnlyList<int>? nearClusters = null,
        ExtraRows? extra = null)
    {
        _queries = training.Table.Count;
        Learned = extra is null ? training : training.Append(extra.Problem);
        var dealt = new Splitter(training.Table, nearClusters).KFold(Enumerable.Range(0, _queries).ToArray(), folds, seed);
        Folds = extra is null
            ? dealt
            : [.. dealt.Select(fold => fold with { Train = [.. fold.Train, .. extra.Apart(fold.Test).Select(row => _queries + row)] })];
        _features = new FoldFeatures(Learned, Folds, sources);
    }

    /// <summary>All that is learned from: the training queries, then the extra rows.</summary>
    public RoutingProblem Learned { get; }

    /// <summary>Rows of <see cref="Learned"/>; those to test on are training queries.</summary>
    public IReadOnlyList<TableSplit> Folds { get; }

    /// <summary>Raw scores of the training queries, row by row.</summary>
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

            var fitted = spec.Learner.Fit(Learned.Select(split.Train).ToTrainingSet(train), seed, cancellation);
            var part = fitted.Score(test, Array.ConvertAll(split.Test, row => Learned.Texts[row]));
            var perQuery = part.Length / split.Test.Length;
            scores ??= new float[_queries * perQuery];
            for (var i = 0; i < split.Test.Length; i++)
            {
                part.AsSpan(i * perQuery, perQuery).CopyTo(scores.AsSpan(split.Test[i] * perQuery));
            }
        }

        return scores!;
    }
}
