using Trainer.Learners.Logistic;
using Trainer.Sweep;

namespace Benchmarks;

/// <summary>
/// Scores that stand beside the queries as if something outside had made them, for learners that read such: those of logistic regression on
/// words and characters, out-of-fold on the training queries and fitted on all of those for the others. For a pair one score, for a pool
/// one per model and named like it.
/// </summary>
internal static class OutsideScores
{
    /// <summary>The feature set that holds them.</summary>
    public const string Set = "scores";

    private const ulong Seed = 42;

    public static (RoutingProblem Training, RoutingProblem Test) Add(RoutingProblem training, RoutingProblem test, FeatureSources sources)
    {
        var spec = new TrialSpec(0, "words+characters", new LogisticLearner());
        var crossValidation = new CrossValidation(training, sources, 5, Seed);
        var (features, vectors) = sources.FitTransform(spec.Features, training.Texts, training.Scores, default);
        var fitted = crossValidation.FitOnAll(spec, vectors, Seed, default);
        return (
            With(training, crossValidation.OutOfFoldScores(spec, Seed, default)),
            With(test, fitted.Score(features.Transform(test.Texts), test.Texts)));
    }

    // The shape of the scores is [queries, names].
    private static RoutingProblem With(RoutingProblem problem, float[] scores)
    {
        IReadOnlyList<string> names = problem.IsPair ? ["logistic"] : problem.Table.Models;
        double[][] columns = [.. Enumerable.Range(0, names.Count).Select(column =>
            Enumerable.Range(0, problem.Table.Count).Select(row => (double)scores[(row * names.Count) + column]).ToArray())];
        return new RoutingProblem(problem.Table.WithScores(names, columns), problem.Task, problem.Source);
    }
}
