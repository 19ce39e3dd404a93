using Trainer.Features.Data;
using Trainer.Learners.Supervision;

namespace Trainer.Learners.Preference;

/// <summary>Comparisons of models added up: all that the likelihood of strengths depends on.</summary>
internal sealed class PairCounts(int models)
{
    public int Models { get; } = models;

    /// <summary>[models][models] flat: weight of a row's wins over a column.</summary>
    public double[] Wins { get; } = new double[models * models];

    /// <summary>[models][models] flat, symmetric: weight of the ties of two models.</summary>
    public double[] Ties { get; } = new double[models * models];

    public void Add(int better, int worse, bool isTie, double weight)
    {
        if (isTie)
        {
            Ties[(better * Models) + worse] += weight;
            Ties[(worse * Models) + better] += weight;
        }
        else
        {
            Wins[(better * Models) + worse] += weight;
        }
    }

    /// <summary>O(comparisons + models²).</summary>
    public static PairCounts Of(IEnumerable<Comparison> comparisons, int models)
    {
        var counts = new PairCounts(models);
        foreach (var comparison in comparisons)
        {
            counts.Add(comparison.Better, comparison.Worse, comparison.IsTie, comparison.Weight);
        }

        return counts;
    }

    /// <summary>The battles by the order of their models.</summary>
    public static PairCounts Of(Battles battles)
    {
        var counts = new PairCounts(battles.Models.Count);
        foreach (var battle in battles)
        {
            var (a, b) = (battles.IndexOf(battle.ModelA), battles.IndexOf(battle.ModelB));
            var (better, worse) = battle.Winner == BattleWinner.B ? (b, a) : (a, b);
            counts.Add(better, worse, battle.Winner is BattleWinner.Tie or BattleWinner.BothBad, battle.Weight);
        }

        return counts;
    }

    /// <summary>The same with every tie as half a win of each.</summary>
    public PairCounts WithHalfWins()
    {
        var counts = new PairCounts(Models);
        for (var i = 0; i < Wins.Length; i++)
        {
            counts.Wins[i] = Wins[i] + (Ties[i] / 2);
        }

        return counts;
    }
}
