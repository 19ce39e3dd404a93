namespace Trainer.Evaluation;

/// <summary>
/// What a router's choices came to, row by row. The objective is quality - trade-off × realised cost in USD, the same for the
/// chosen and the best model; without prices it is quality alone.
/// </summary>
internal sealed class Decisions
{
    /// <param name="outcomes">What each model achieved.</param>
    /// <param name="choice">The chosen model of each row.</param>
    /// <param name="tradeoff">Quality that one USD is worth.</param>
    public Decisions(PoolOutcomes outcomes, int[] choice, double tradeoff = 0)
    {
        var rows = outcomes.Rows;
        Choice = choice;
        Quality = new double[rows];
        CostUsd = outcomes.CostUsd is null ? null : new double[rows];
        Regret = new double[rows];
        TopOne = new double[rows];
        Best = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            Quality[row] = outcomes.Quality[choice[row]][row];
            if (CostUsd is not null)
            {
                CostUsd[row] = outcomes.CostUsd![choice[row]][row];
            }

            var best = double.NegativeInfinity;
            for (var m = 0; m < outcomes.Models; m++)
            {
                var objective = Objective(m, row);
                if (objective > best || (objective == best && outcomes.CostUsd is { } usd && usd[m][row] < usd[Best[row]][row]))
                {
                    (best, Best[row]) = (objective, m);
                }
            }

            var chosen = Objective(choice[row], row);
            Regret[row] = best - chosen;
            TopOne[row] = chosen == best ? 1 : 0;
        }

        double Objective(int m, int row) => outcomes.Quality[m][row] - (outcomes.CostUsd is { } cost ? tradeoff * cost[m][row] : 0);
    }

    public int[] Choice { get; }

    public double[] Quality { get; }

    public double[]? CostUsd { get; }

    /// <summary>Best objective - chosen objective, at least 0.</summary>
    public double[] Regret { get; }

    /// <summary>The model of the best objective, then the cheaper, then the lower index.</summary>
    public int[] Best { get; }

    /// <summary>1 where the chosen model is among the best, ties included, else 0.</summary>
    public double[] TopOne { get; }

    /// <summary>A pair's decisions: strong where the score is at least the threshold.</summary>
    public static Decisions AtThreshold(PairOutcomes outcomes, ReadOnlySpan<double> scores, double threshold)
    {
        var choice = new int[outcomes.Rows];
        for (var row = 0; row < choice.Length; row++)
        {
            choice[row] = scores[row] >= threshold ? PairOutcomes.Strong : PairOutcomes.Weak;
        }

        return new(outcomes.Pool, choice);
    }

    /// <summary>1 where the model was chosen, else 0.</summary>
    public double[] Chose(int model) => Array.ConvertAll(Choice, choice => choice == model ? 1.0 : 0.0);
}
