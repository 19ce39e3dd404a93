namespace Trainer.Features.Encoders.Tokenizers;

/// <summary>Where a pattern may go back to. Belongs to one thread at a time.</summary>
internal sealed class PatternStack
{
    private (int Step, int At, int Least)[] _choices = new (int, int, int)[64];

    public int Count { get; set; }

    public void Push(int step, int at, int least)
    {
        if (Count == _choices.Length)
        {
            Array.Resize(ref _choices, 2 * Count);
        }

        _choices[Count++] = (step, at, least);
    }

    public ref (int Step, int At, int Least) Top => ref _choices[Count - 1];
}
