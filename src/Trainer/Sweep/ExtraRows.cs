using Trainer.Features.Data;
using Trainer.Features.Data.Audit;

namespace Trainer.Sweep;

/// <summary>Rows to learn from that are never scored: battles beside a table.</summary>
/// <param name="Problem">The rows, with the candidates of the table.</param>
/// <param name="Ties">
/// For every row a number that it shares with the rows and training queries of the same text, or of the same cluster of near-duplicates.
/// </param>
/// <param name="TrainingTies">The same for every training query.</param>
internal sealed record ExtraRows(RoutingProblem Problem, int[] Ties, int[] TrainingTies)
{
    /// <summary>Without ties between the rows and the training queries but those of equal texts and near-duplicates.</summary>
    /// <param name="training">The training queries.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="trainingClusters">Of each training query its cluster of near-duplicates, negative for none.</param>
    /// <param name="rowClusters">Of each row the same.</param>
    public static ExtraRows Tied(RoutingProblem training, RoutingProblem rows, int[] trainingClusters, int[] rowClusters)
    {
        var numbers = new Dictionary<(int Cluster, string Text), int>();
        int[] Numbers(RoutingProblem problem, int[] clusters) =>
        [
            .. problem.Table.Queries.Select((query, row) =>
            {
                var key = clusters[row] >= 0 ? (clusters[row], "") : (-1, NormalizedText.Key(query.Prompt));
                numbers.TryAdd(key, numbers.Count);
                return numbers[key];
            }),
        ];

        return new(rows, Numbers(rows, rowClusters), Numbers(training, trainingClusters));
    }

    public ExtraRows Select(int[] rows) => new(Problem.Select(rows), Array.ConvertAll(rows, row => Ties[row]), TrainingTies);

    /// <summary>The same beside fewer training queries.</summary>
    public ExtraRows SelectTraining(int[] queries) => this with { TrainingTies = Array.ConvertAll(queries, row => TrainingTies[row]) };

    /// <summary>The rows that are not tied to any of the given training queries.</summary>
    public int[] Apart(int[] queries)
    {
        var touched = queries.Select(row => TrainingTies[row]).ToHashSet();
        return [.. Enumerable.Range(0, Ties.Length).Where(row => !touched.Contains(Ties[row]))];
    }

    /// <summary>
    /// The rows that may be learned from where the given queries are the test: without those of a test query's text, and without its
    /// near-duplicates unless they are to be kept.
    /// </summary>
    public static int[] ApartFromTest(NearDuplicates near, int[] rows, int[] test, bool keepNear)
    {
        var tied = near.Equal(rows, test).Concat(keepNear ? [] : near.Across(rows, test)).Select(pair => pair.First).ToHashSet();
        return [.. rows.Where(row => !tied.Contains(row))];
    }
}
