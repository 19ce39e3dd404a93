using Trainer.Configuration;
using Trainer.Evaluation;
using Trainer.Evaluation.Comparison;
using Trainer.Features.Data;

namespace Trainer.Commands;

/// <summary>
/// A router that is a column of the data: <c>score:NAME</c> says how much a query needs the strong model of a pair; <c>score:NAME:MODEL</c>, one for each
/// model, what quality to expect of each.
/// </summary>
/// <param name="Name">Of the score.</param>
/// <param name="Models">In score order; for a pair the weak one, then the strong one.</param>
/// <param name="Columns">Names of the table's scores, one for a pair, else one per model.</param>
internal sealed record OutsideScore(string Name, IReadOnlyList<string> Models, IReadOnlyList<string> Columns)
{
    private static readonly double[] StrongShares = [0.5, 0.2, 0.8];

    public bool IsPair => Columns.Count == 1;

    /// <param name="name">As given on the command line.</param>
    /// <param name="table">The data.</param>
    /// <param name="pair">The pair that a single column decides between; null where none is known.</param>
    public static OutsideScore Find(string name, RoutingTable table, (string Weak, string Strong)? pair)
    {
        if (table.ScoreNames.Contains(name))
        {
            return pair is { } known
                ? new(name, [known.Weak, known.Strong], [name])
                : throw new UsageException($"--scores {name} is one score per query, which decides between two models; say which with --weak and --strong");
        }

        string[] models = [.. table.Models.Where(model => table.ScoreNames.Contains($"{name}:{model}"))];
        return models.Length >= 2
            ? new(name, models, [.. models.Select(model => $"{name}:{model}")])
            : throw new UsageException($"--scores asks for the score '{name}', which the data do not have; " + (table.ScoreNames.Count == 0
                ? "they have no column 'score:NAME' at all"
                : NearestName.Hint(name, table.ScoreNames)));
    }

    /// <summary>
    /// The router. A pair's points are shares of strong calls, read off the scores; a pool's is the best predicted quality. No outcome is looked at for
    /// them. A pool's expected costs are the models' means on these data.
    /// </summary>
    /// <param name="table">Rows on which all of its scores are known and all of its models were run.</param>
    public ScoredRouter Judge(RoutingTable table)
    {
        var own = table.WithModels([.. Models.Select(table.IndexOf)]);
        int[] columns = [.. Columns.Select(column => Enumerable.Range(0, table.ScoreNames.Count).First(i => table.ScoreNames[i] == column))];
        var scores = new float[table.Count * columns.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = (float)table.Score(columns[i % columns.Length])[i / columns.Length];
        }

        double[] cost = [.. Enumerable.Range(0, own.Models.Count).Select(m => own.CostUsd(m).ToArray().Average())];
        return new(Name, IsPair, own, scores, cost, IsPair ? Points(scores) : [new("best predicted", 0)]);
    }

    private static NamedSetting[] Points(float[] scores)
    {
        var order = new ScoreOrder(Array.ConvertAll(scores, score => (double)score));
        return [.. StrongShares.Select(share => new NamedSetting(
            FormattableString.Invariant($"strong {100 * share:0} %"),
            order.Threshold(Enumerable.Range(0, order.Groups).MinBy(group => Math.Abs(order.GroupEnds[group] - (share * scores.Length))))))];
    }
}
