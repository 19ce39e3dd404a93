using System.Collections.Concurrent;
using Trainer.Features;

namespace Trainer.Learners;

/// <summary>
/// What fits on the same features may share because it follows from the features alone, such as who is near to whom. It changes nothing but
/// the time. Safe to use from several threads; lives as long as the features do.
/// </summary>
/// <param name="scored">The queries that every one of the fits is going to score.</param>
internal sealed class SharedWork(FeatureMatrix scored)
{
    private readonly ConcurrentDictionary<object, Lazy<object>> _done = new();

    /// <summary>The queries that every one of the fits is going to score.</summary>
    public FeatureMatrix Scored => scored;

    /// <summary>What was made under a key, or is made now.</summary>
    public T Get<T>(object key, Func<T> make)
        where T : class
    {
        var entry = _done.GetOrAdd(key, _ => new Lazy<object>(make));
        try
        {
            return (T)entry.Value;
        }
        catch
        {
            _done.TryRemove(new(key, entry)); // a cancelled attempt may be repeated
            throw;
        }
    }
}
