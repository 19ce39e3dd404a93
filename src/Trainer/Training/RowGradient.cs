namespace Trainer.Training;

/// <summary>The gradient of a matrix of which a step touches few rows. Keeps its memory from step to step.</summary>
/// <param name="width">Columns of the matrix.</param>
internal sealed class RowGradient(int width)
{
    private readonly Dictionary<int, int> _slots = [];
    private int[] _rows = new int[16];
    private float[] _values = new float[16 * width];

    /// <summary>Columns of the matrix.</summary>
    public int Width => width;

    /// <summary>The touched rows, in the order in which they were first touched.</summary>
    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, _slots.Count);

    /// <summary>The gradients of the touched rows, [touched, width], in the order of <see cref="Rows"/>.</summary>
    public Span<float> Values => _values.AsSpan(0, _slots.Count * width);

    /// <summary>Forgets all rows.</summary>
    public void Clear() => _slots.Clear();

    /// <summary>The gradient of a row, to be added to; zeros when the row is first touched.</summary>
    public Span<float> Touch(int row)
    {
        if (!_slots.TryGetValue(row, out var slot))
        {
            slot = _slots.Count;
            if (slot == _rows.Length)
            {
                Array.Resize(ref _rows, 2 * slot);
                Array.Resize(ref _values, 2 * slot * width);
            }

            _slots.Add(row, slot);
            _rows[slot] = row;
            _values.AsSpan(slot * width, width).Clear();
        }

        return _values.AsSpan(slot * width, width);
    }
}
