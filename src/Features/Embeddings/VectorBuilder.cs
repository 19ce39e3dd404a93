using Trainer.Features.Data;

namespace Trainer.Features.Embeddings;

/// <summary>Grows a matrix number by number where a file does not tell its size; the first row tells the dimension.</summary>
internal sealed class VectorBuilder
{
    private float[] _values = new float[1024];
    private int _count;
    private int _columns;

    public int RowCount { get; private set; }

    /// <summary>Numbers in the row under construction.</summary>
    public int Column => _count - (RowCount * _columns);

    public void Add(double value, DataPlace place)
    {
        if (Column == (RowCount > 0 ? _columns : EmbeddingFile.MaxDimension))
        {
            throw place.Error(RowCount > 0
                ? $"row {RowCount + 1} has more than the {_columns} numbers of the rows before it; all vectors need the same dimension"
                : $"the first row has more than {EmbeddingFile.MaxDimension} numbers, which is the most that is read");
        }

        if (_count == _values.Length)
        {
            Array.Resize(ref _values, _count < EmbeddingFile.MaxValues ? 2 * _count : throw place.Error(
                $"holds more than {EmbeddingFile.MaxValues} numbers (2 GiB), which is the most that is read: use fewer rows or " +
                "dimensions"));
        }

        _values[_count++] = (float)value;
    }

    public void EndRow(DataPlace place)
    {
        if (Column == 0 || (RowCount > 0 && Column != _columns))
        {
            throw place.Error($"row {RowCount + 1} has {Column} numbers where {(RowCount > 0 ? _columns : 1)} " +
                "are needed; all vectors need the same dimension");
        }

        _columns = Column;
        RowCount++;
    }

    public DenseMatrix Build()
    {
        Array.Resize(ref _values, _count);
        return new DenseMatrix(_values, RowCount, _columns);
    }
}
