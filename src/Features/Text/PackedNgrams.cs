namespace Trainer.Features.Text;

/// <summary>
/// Every n-gram of a text as one number: symbol + 1 in a fixed number of bits each, first symbol highest. N-grams that contain an unknown
/// symbol (-1) are left out.
/// </summary>
internal ref struct PackedNgrams(ReadOnlySpan<int> symbols, NgramWeighting weighting, int bitsPerSymbol)
{
    private readonly ReadOnlySpan<int> _symbols = symbols;
    private readonly int _minLength = weighting.MinLength;
    private readonly int _maxLength = weighting.MaxLength;
    private int _start = -1;
    private int _length = int.MaxValue - 1;

    public ulong Current { get; private set; }

    public readonly PackedNgrams GetEnumerator() => this;

    public bool MoveNext()
    {
        while (true)
        {
            if (_length >= _maxLength || _start + _length >= _symbols.Length || _symbols[_start + _length] < 0)
            {
                if (++_start >= _symbols.Length)
                {
                    return false;
                }

                Current = 0;
                _length = 0;
                if (_symbols[_start] < 0)
                {
                    _length = _maxLength;
                    continue;
                }
            }

            Current = (Current << bitsPerSymbol) | ((uint)_symbols[_start + _length] + 1u);
            if (++_length >= _minLength)
            {
                return true;
            }
        }
    }
}
