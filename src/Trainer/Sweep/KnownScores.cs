using Trainer.Configuration;
using Trainer.Features.Data;

namespace Trainer.Sweep;

/// <summary>Whether data have the external scores that are asked of them, for every query.</summary>
internal static class KnownScores
{
    private const int MaxIdsNamed = 3;

    /// <param name="table">The data.</param>
    /// <param name="names">The scores that are asked for.</param>
    /// <param name="asking">Who asks, for the message.</param>
    /// <exception cref="UsageException">There is no such score, or it is not known of every query.</exception>
    public static void Require(RoutingTable table, IReadOnlyList<string> names, string asking)
    {
        foreach (var name in names)
        {
            var column = Enumerable.Range(0, table.ScoreNames.Count).FirstOrDefault(i => table.ScoreNames[i] == name, -1);
            if (column < 0)
            {
                throw new UsageException($"{asking} asks for the score '{name}', which the data do not have; " +
                    (table.ScoreNames.Count == 0
                        ? "they have no column 'score:NAME' at all"
                        : NearestName.Hint(name, table.ScoreNames)));
            }

            var scores = table.Score(column).ToArray();
            int[] unknown = [.. Enumerable.Range(0, scores.Length).Where(row => double.IsNaN(scores[row]))];
            if (unknown.Length > 0)
            {
                throw new UsageException(FormattableString.Invariant($"{asking} asks for the score '{name}', which is not known of ") +
                    (unknown.Length == scores.Length
                        ? FormattableString.Invariant($"any of {scores.Length} queries; fill its column, or leave it out")
                        : FormattableString.Invariant($"{unknown.Length} of {scores.Length} queries (") +
                            string.Join(", ", unknown.Take(MaxIdsNamed).Select(row => table.Queries[row].Id)) +
                            (unknown.Length > MaxIdsNamed ? ", ..." : "") + "); fill it in, or leave those queries out"));
            }
        }
    }
}
