namespace Trainer.Features.Data.Summary;

/// <summary>
/// How two models compare on the queries that both answered. For right-or-wrong qualities these are the four classes of RoRF;
/// ties of graded qualities between 0 and 1 are counted apart.
/// </summary>
/// <param name="Weak">The cheaper model.</param>
/// <param name="Strong">The dearer model.</param>
/// <param name="Both">Both have quality 1.</param>
/// <param name="StrongBetter">The strong model is better: the calls that are worth their money.</param>
/// <param name="WeakBetter">The weak model is better.</param>
/// <param name="Neither">Both have quality 0.</param>
/// <param name="PartialTies">Both have the same quality strictly between 0 and 1.</param>
public sealed record PairBalance(string Weak, string Strong, int Both, int StrongBetter, int WeakBetter, int Neither, int PartialTies)
{
    /// <summary>Queries that both models answered.</summary>
    public int Queries => Both + StrongBetter + WeakBetter + Neither + PartialTies;

    /// <summary>Counts the classes of a pair of model indices. O(rows).</summary>
    public static PairBalance Of(RoutingTable table, int weak, int strong)
    {
        var (both, strongBetter, weakBetter, neither, partialTies) = (0, 0, 0, 0, 0);
        for (var row = 0; row < table.Count; row++)
        {
            if (!table.WasRun(row, weak) || !table.WasRun(row, strong))
            {
                continue;
            }

            var (w, s) = (table.Quality(weak)[row], table.Quality(strong)[row]);
            _ = s > w ? strongBetter++ : w > s ? weakBetter++ : w == 1 ? both++ : w == 0 ? neither++ : partialTies++;
        }

        return new PairBalance(table.Models[weak], table.Models[strong], both, strongBetter, weakBetter, neither, partialTies);
    }
}
