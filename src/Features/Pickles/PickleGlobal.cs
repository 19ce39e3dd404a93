namespace Trainer.Features.Pickles;

/// <summary>
/// A class or function of Python that a pickle may ask for, and what stands for it here. What it makes must cost O(1), since a pickle
/// of a few bytes can ask for the same thing with the same large arguments again and again.
/// </summary>
/// <param name="module">Python's module.</param>
/// <param name="name">Its name there.</param>
/// <param name="call">What calling it gives (REDUCE), or null if it may not be called.</param>
/// <param name="create">What making an instance gives (NEWOBJ), or null if none may be made.</param>
internal sealed class PickleGlobal(
    string module, string name, Func<PickleArguments, object?>? call = null, Func<PickleArguments, object?>? create = null)
{
    public string Name => name;

    public string FullName { get; } = $"{module}.{name}";

    public Func<PickleArguments, object?>? Call => call;

    public Func<PickleArguments, object?>? Create => create;
}
