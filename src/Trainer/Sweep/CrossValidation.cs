using System.Collections.Concurrent;
using Trainer.Calibration;
using Trainer.Features;
using Trainer.Features.Data.Splits;
using Trainer.Learners;
using Trainer.Sweep.Goals;

namespace Trainer.Sweep;

/// <summary>Scores every training query by a learner that was fitted without it, its group, its text and its near-duplicates.</summary>
internal sealed class CrossValidation
{
    // Streams of the seed for the folds of repeats.
    private const ulong Repeats = 0x4EBE_0000;

    private static readonly Dictionary<string, string> NoMetadata = [];

    private readonly RoutingProblem _training;
    private readonly int _count;
    private readonly ulong _seed;
    private readonly IReadOnlyList<int>? _nearClusters;
    private readonly ExtraRows? _extra;
    private readonly FoldFeatures _features;
    private readonly FeatureSources _sources;
    private readonly LongFits? _longFits;
    private readonly ConcurrentDictionary<(TrialSpec Spec, ulong Seed), float[]> _scores = new();

    /// <param name="training">The queries to score.</param>
    /// <param name="sources">What features are made of.</param>
    /// <param name="folds">How many.</param>
    /// <param name="seed">Decides which query is in which fold.</param>
    /// <param name="nearClusters">Of every query its cluster of near-duplicates, negative for none.</param>
    /// <param name="extra">Rows that every fold learns from but for those tied to its queries; they are not scored.</param>
    /// <param name="longFits">Where fits that take minutes keep their state; null for none.</param>
    public CrossValidation(
        RoutingProblem training,
        FeatureSources sources,
        int folds,
        ulong seed,
        IReadOnlyList<int>? nearClusters = null,
        ExtraRows? extra = null,
        LongFits? longFits = null)
    {
        (_sources, _longFits) = (sources, longFits);
        (_training, _count, _seed, _nearClusters, _extra) = (training, folds, seed, nearClusters, extra);
        Queries = training.Table.Count;
        Clusters = nearClusters ?? [.. Enumerable.Repeat(-1, Queries)];
        Learned = extra is null ? training : training.Append(extra.Problem);
        var dealt = new Splitter(training.Table, nearClusters).KFold(Enumerable.Range(0, Queries).ToArray(), folds, seed);
        Folds = extra is null
            ? dealt
            : [.. dealt.Select(fold => fold with { Train = [.. fold.Train, .. extra.Apart(fold.Test).Select(row => Queries + row)] })];
        _features = new FoldFeatures(Learned, Folds, sources);
    }

    /// <summary>Training queries, each of which is in one fold.</summary>
    public int Queries { get; }

    /// <summary>Of every training query its cluster of near-duplicates, negative for none.</summary>
    public IReadOnlyList<int> Clusters { get; }

    /// <summary>All that is learned from: the training queries, then the extra rows.</summary>
    public RoutingProblem Learned { get; }

    /// <summary>Rows of <see cref="Learned"/>; those to test on are training queries.</summary>
    public IReadOnlyList<TableSplit> Folds { get; }

    /// <summary>Raw scores of the training queries, row by row; those that were remembered, or are of a trained encoder and were asked for before, are not computed again.</summary>
    public float[] OutOfFoldScores(TrialSpec spec, ulong seed, CancellationToken cancellation)
    {
        if (!_scores.TryGetValue((spec, seed), out var scores))
        {
            scores = Compute(spec, seed, cancellation);
            if (spec.Learner.TrainsEncoder)
            {
                _scores[(spec, seed)] = scores; // minutes of work for a few numbers
            }
        }

        return scores;
    }

    /// <summary>The same on other folds, which nothing is remembered of.</summary>
    /// <param name="repeat">From 1; decides which query is in which fold.</param>
    public CrossValidation Repeat(int repeat) =>
        new(_training, _sources, _count, new SeededRandom(_seed, Repeats + (ulong)repeat).NextUInt64(), _nearClusters, _extra);

    /// <summary>Lets go of the folds' features, which are made again if they are asked for.</summary>
    public void Forget() => _features.Clear();

    /// <summary>Takes scores that were computed before.</summary>
    public void Remember(TrialSpec spec, ulong seed, float[] scores) => _scores[(spec, seed)] = scores;

    /// <summary>Fits a learner without one fold, and scores that fold's queries.</summary>
    /// <param name="spec">The learner and its features.</param>
    /// <param name="fold">The fold.</param>
    /// <param name="rowShare">Share of the other folds' rows that it is fitted on: of a smaller share a subset of those of a larger.</param>
    /// <param name="seed">For the fit, and for the share.</param>
    /// <param name="withResources">Whether it is asked what the router takes.</param>
    /// <param name="cancellation">Stops it.</param>
    public FoldScores Score(
        TrialSpec spec, int fold, double rowShare, ulong seed, bool withResources, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var split = Folds[fold];
        var features = spec.Learner.UsesFeatures ? _features.Get(spec.Features, fold, cancellation) : null;
        var train = features?.Train ?? FeatureMatrix.Empty(split.Train.Length);
        if (features is not null && train.ColumnCount == 0)
        {
            throw new InvalidOperationException($"no {spec.Features} occur in two training texts, so there is nothing to learn from");
        }

        var data = Learned.Select(split.Train).ToTrainingSet(train) with { Shared = features?.Shared };
        var test = features?.Test ?? FeatureMatrix.Empty(split.Test.Length);
        if (rowShare < 1)
        {
            data = data.Select(Sample(split.Train.Length, rowShare, seed));
            if (!withResources)
            {
                // A vocabulary of these rows alone would have no other n-grams, and networks would keep room for weights that learn nothing.
                var used = data.Features.Sparse.UsedColumns();
                data = data with { Features = data.Features.SelectSparseColumns(used) };
                test = test.SelectSparseColumns(used);
            }
        }

        var fitted = Fit(spec, data, fold + 1, seed, cancellation);
        using var own = fitted as IDisposable;
        var scores = fitted.Score(test, Array.ConvertAll(split.Test, row => Learned.Texts[row]));
        var graph = withResources
            ? new FittedRouter(features?.Features, fitted, FittedCalibration.None(Learned.IsPair ? 1 : Learned.Table.Models.Count)).BuildGraph(NoMetadata)
            : null;
        return new FoldScores(
            scores,
            spec.Learner.Operations(TrainingShape.Of(data)),
            graph is null ? RouterResources.Unknown : new RouterResources(graph.Length, GraphOperations.PerQuery(graph)));
    }

    /// <summary>What the first fold's training data look like through a feature set, which stays at hand for the trials.</summary>
    public TrainingShape Shape(string features, CancellationToken cancellation) =>
        TrainingShape.Of(Learned.Select(Folds[0].Train).ToTrainingSet(_features.Get(features, 0, cancellation).Train));

    /// <summary>Puts a fold's scores where they belong among those of all training queries.</summary>
    public void Place(float[] part, int fold, float[] scores)
    {
        var test = Folds[fold].Test;
        var perQuery = part.Length / test.Length;
        for (var i = 0; i < test.Length; i++)
        {
            part.AsSpan(i * perQuery, perQuery).CopyTo(scores.AsSpan(test[i] * perQuery));
        }
    }

    /// <summary>Fits a learner on all training queries.</summary>
    public IFittedLearner FitOnAll(TrialSpec spec, FeatureMatrix vectors, ulong seed, CancellationToken cancellation) =>
        Fit(spec, Learned.ToTrainingSet(vectors), 0, seed, cancellation);

    private IFittedLearner Fit(TrialSpec spec, TrainingSet data, int fold, ulong seed, CancellationToken cancellation)
    {
        if (spec.Learner.TrainsEncoder)
        {
            data = data with { Encoder = _sources.Encoder() };
            data = _longFits?.Equip(data, fold) ?? data;
        }

        return spec.Learner.Fit(data, seed, cancellation);
    }

    private static int[] Sample(int rows, double share, ulong seed)
    {
        int[] order = [.. Enumerable.Range(0, rows)];
        new SeededRandom(seed, 0x5A4D).Shuffle<int>(order);
        var taken = order[..Math.Max(1, (int)Math.Ceiling(share * rows))];
        Array.Sort(taken);
        return taken;
    }

    private float[] Compute(TrialSpec spec, ulong seed, CancellationToken cancellation)
    {
        float[]? scores = null;
        for (var fold = 0; fold < Folds.Count; fold++)
        {
            var part = Score(spec, fold, 1, seed, false, cancellation).Values;
            scores ??= new float[Queries * (part.Length / Folds[fold].Test.Length)];
            Place(part, fold, scores);
        }

        return scores!;
    }
}
