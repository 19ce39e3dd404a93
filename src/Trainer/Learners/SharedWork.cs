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
    private readonly ConcurrentDictionary<object, Lazy<ISharedResult>> _done = new();

    /// <summary>The queries that every one of the fits is going to score.</summary>
    public FeatureMatrix Scored => scored;

    /// <summary>What is held, in bytes.</summary>
    public long Bytes => _done.Values.Where(entry => entry.IsValueCreated).Sum(entry => entry.Value.Bytes);

    /// <summary>What was made under a key, or is made now.</summary>
    /// <param name="key">What it follows from besides the features.</param>
    /// <param name="make">Makes it; stops when <paramref name="cancellation"/> says so.</param>
    /// <param name="cancellation">The caller's own.</param>
    public T Get<T>(object key, Func<T> make, CancellationToken cancellation)
        where T : class, ISharedResult
    {
        while (true)
        {
            var entry = _done.GetOrAdd(key, _ => new Lazy<ISharedResult>(make));
            try
            {
                return (T)entry.Value;
            }
            catch (Exception e)
            {
                _done.TryRemove(new(key, entry)); // a cancelled attempt may be repeated

                // Whoever was making it was told to stop; nobody told this caller.
                if (e is not OperationCanceledException || cancellation.IsCancellationRequested)
                {
                    throw;
                }
            }
        }
    }
}
