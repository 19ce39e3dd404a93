namespace Trainer;

/// <summary>
/// Ctrl-C. Where work has an end that can be brought forward, the first asks for that and the next one cancels; elsewhere the first cancels.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _cancellation;
    private readonly Lock _gate = new();
    private CancellationTokenSource? _early;

    /// <param name="cancellation">Cancels from outside, as tests do.</param>
    public Interruption(CancellationToken cancellation = default) =>
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellation);

    /// <summary>Everything is to stop.</summary>
    public CancellationToken Cancellation => _cancellation.Token;

    /// <summary>Does work that can be brought to an early end.</summary>
    /// <param name="work">Gets the token that asks for it.</param>
    public T Early<T>(Func<CancellationToken, T> work)
    {
        using var early = new CancellationTokenSource();
        lock (_gate)
        {
            _early = early;
        }

        try
        {
            return work(early.Token);
        }
        finally
        {
            lock (_gate)
            {
                _early = null;
            }
        }
    }

    /// <summary>Somebody pressed Ctrl-C.</summary>
    public void Interrupt()
    {
        lock (_gate)
        {
            (_early is { IsCancellationRequested: false } early ? early : _cancellation).Cancel();
        }
    }

    /// <summary>The process is to end soon.</summary>
    public void Terminate() => _cancellation.Cancel();

    public void Dispose() => _cancellation.Dispose();
}
