namespace Trainer.Features.Text;

/// <summary>Texts as runs of symbols (words or characters) in one flat array; -1 is a symbol that nothing knows.</summary>
internal sealed class SymbolCorpus
{
    private readonly List<int> _starts = [0];
    private int[] _symbols = new int[4096];

    public int Count => _starts.Count - 1;

    public int SymbolCount { get; private set; }

    public ReadOnlySpan<int> this[int text] => _symbols.AsSpan(_starts[text], _starts[text + 1] - _starts[text]);

    public void Add(int symbol)
    {
        if (SymbolCount == _symbols.Length)
        {
            Array.Resize(ref _symbols, _symbols.Length * 2);
        }

        _symbols[SymbolCount++] = symbol;
    }

    public void EndText() => _starts.Add(SymbolCount);

    /// <summary>Forgets all texts and keeps the memory.</summary>
    public void Clear()
    {
        SymbolCount = 0;
        _starts.RemoveRange(1, _starts.Count - 1);
    }

    /// <summary>Replaces every symbol by its entry in the map.</summary>
    public void Renumber(ReadOnlySpan<int> map)
    {
        foreach (ref var symbol in _symbols.AsSpan(0, SymbolCount))
        {
            symbol = symbol < 0 ? -1 : map[symbol];
        }
    }
}
