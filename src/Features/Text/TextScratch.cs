namespace Trainer.Features.Text;

/// <summary>
/// Working memory to turn one text at a time into the columns of one block; one per thread and block, reused between texts.
/// </summary>
internal sealed class TextScratch(int columnCount)
{
    private readonly int[] _counts = new int[columnCount];
    private int[] _touched = new int[256];
    private float[] _values = new float[256];
    private int _touchedCount;

    public SymbolCorpus Corpus { get; } = new();

    public void Clear()
    {
        foreach (var column in _touched.AsSpan(0, _touchedCount))
        {
            _counts[column] = 0;
        }

        _touchedCount = 0;
    }

    public void Count(int column)
    {
        if (_counts[column]++ > 0)
        {
            return;
        }

        if (_touchedCount == _touched.Length)
        {
            Array.Resize(ref _touched, _touched.Length * 2);
        }

        _touched[_touchedCount++] = column;
    }

    public int CountOf(int column) => _counts[column];

    public ReadOnlySpan<int> SortedColumns()
    {
        var columns = _touched.AsSpan(0, _touchedCount);
        columns.Sort();
        return columns;
    }

    public Span<float> Values(int count)
    {
        if (_values.Length < count)
        {
            Array.Resize(ref _values, Math.Max(count, _values.Length * 2));
        }

        return _values.AsSpan(0, count);
    }
}
