using System.Collections;

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

    /// <inheritdoc/>
    public IEnumerator<Battle> GetEnumerator() => ((IEnumerable<Battle>)_battles).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _battles.GetEnumerator();
}
