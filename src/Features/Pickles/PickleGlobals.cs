namespace Trainer.Features.Pickles;

/// <summary>All that a pickle may ask for; everything else is refused by its name.</summary>
/// <param name="globals">The classes and functions.</param>
/// <param name="advice">What is read, and how to convert what is not: the end of every error sentence.</param>
/// <param name="persistent">What stands for a persistent id, or null if there are none.</param>
internal sealed class PickleGlobals(
    IEnumerable<PickleGlobal> globals, string advice, Func<PickleArguments, object?>? persistent = null)
{
    private readonly Dictionary<string, PickleGlobal> _byName = globals.ToDictionary(g => g.FullName, StringComparer.Ordinal);

    public string Advice => advice;

    public Func<PickleArguments, object?>? Persistent => persistent;

    public PickleGlobal? Find(string module, string name) =>
        _byName.GetValueOrDefault($"{module}.{name}") is { } found && found.Name == name ? found : null;
}
