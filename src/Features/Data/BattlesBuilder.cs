using System.Globalization;

namespace Trainer.Features.Data;

/// <summary>Collects and checks battles one by one.</summary>
public sealed class BattlesBuilder
{
    private readonly string _source;
    private readonly List<Battle> _battles = [];

    /// <summary>An empty builder.</summary>
    /// <param name="source">What the battles are read from, for errors about them as a whole.</param>
    public BattlesBuilder(string source) => _source = source;

    /// <summary>Adds a battle between two different models.</summary>
    public void Add(Battle battle, DataPlace at)
    {
        if (string.IsNullOrWhiteSpace(battle.ModelA) || string.IsNullOrWhiteSpace(battle.ModelB))
        {
            throw at.Error("a model of the battle has no name; both models need one");
        }

        if (string.Equals(battle.ModelA, battle.ModelB, StringComparison.Ordinal))
        {
            throw at.Error($"model {battle.ModelA} fights itself; a battle needs two different models: remove the row");
        }

        if (!(battle.Weight is > 0 and < double.PositiveInfinity))
        {
            throw at.Error($"weight {battle.Weight.ToString("R", CultureInfo.InvariantCulture)}; allowed are finite numbers above 0");
        }

        DataLimits.CheckPrompt(battle.Prompt, at);
        _battles.Add(battle);
    }

    /// <summary>All battles, in the order of their adding.</summary>
    public Battles Build() => _battles.Count > 0
        ? new Battles(_battles)
        : throw new DataFormatException(_source, 0, null, "holds no battles; at least one is needed");
}
