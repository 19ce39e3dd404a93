using System.Collections;
using System.Globalization;

namespace Trainer.Features.Data;

/// <summary>
/// Preference data: battles in the order in which a reader found them, and the models that take part. Immutable.
/// </summary>
public sealed class Battles : IReadOnlyList<Battle>
{
    private readonly Battle[] _battles;
    private readonly Dictionary<string, int> _modelIndex;

    internal Battles(IEnumerable<Battle> battles)
    {
        _battles = [.. battles];
        Models =
        [
            .. _battles.SelectMany(b => new[] { b.ModelA, b.ModelB }).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        _modelIndex = Models.Select((model, index) => (model, index)).ToDictionary(m => m.model, m => m.index, StringComparer.Ordinal);
    }

    /// <summary>The models of all battles, in ordinal order.</summary>
    public IReadOnlyList<string> Models { get; }

    /// <inheritdoc/>
    public int Count => _battles.Length;

    /// <inheritdoc/>
    public Battle this[int index] => _battles[index];

    /// <summary>The index of a model in <see cref="Models"/>, or -1.</summary>
    public int IndexOf(string model) => _modelIndex.GetValueOrDefault(model, -1);

    /// <summary>
    /// One row per battle with outcomes of its two models only: the winner has 1 and the loser 0, a tie gives both 0.5, and "both bad"
    /// both 0. Ids number the battles from 1. Equal prompts stay rows of their own. O(battles × models).
    /// </summary>
    public RoutingTable ToTable()
    {
        double[] Unknown()
        {
            var column = new double[Count];
            Array.Fill(column, double.NaN);
            return column;
        }

        double[][] quality = [.. Models.Select(_ => Unknown())];
        for (var i = 0; i < Count; i++)
        {
            var (a, b) = _battles[i].Winner switch
            {
                BattleWinner.A => (1.0, 0.0),
                BattleWinner.B => (0.0, 1.0),
                BattleWinner.Tie => (0.5, 0.5),
                _ => (0.0, 0.0),
            };
            quality[_modelIndex[_battles[i].ModelA]][i] = a;
            quality[_modelIndex[_battles[i].ModelB]][i] = b;
        }

        // Nothing changes a table, so that one column of unknown values does for all.
        double[][] unknown = [.. Enumerable.Repeat(Unknown(), Models.Count)];
        return new RoutingTable(
            Models,
            [.. _battles.Select((battle, i) => new Query(
                string.Create(CultureInfo.InvariantCulture, $"battle-{i + 1:000000}"), battle.Prompt))],
            quality,
            unknown,
            unknown,
            unknown,
            unknown,
            unknown,
            [],
            []);
    }

    /// <inheritdoc/>
    public IEnumerator<Battle> GetEnumerator() => ((IEnumerable<Battle>)_battles).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _battles.GetEnumerator();
}
