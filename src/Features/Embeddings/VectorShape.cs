using Trainer.Features.Data;

namespace Trainer.Features.Embeddings;

/// <summary>How many vectors of which dimension; checked before anything is allocated.</summary>
internal readonly record struct VectorShape
{
    /// <summary>Checks what a file claims.</summary>
    /// <param name="sizes">Rows and columns; any other number of axes is refused.</param>
    /// <param name="place">The file, for errors.</param>
    /// <param name="name">What the array is called, for errors.</param>
    public VectorShape(ReadOnlySpan<long> sizes, DataPlace place, string name)
    {
        if (sizes.Length != 2)
        {
            throw place.Error(FormattableString.Invariant(
                $"{name} has {sizes.Length} axes; an array of vectors has 2, rows × dimensions: save it with reshape(rows, -1)"));
        }

        var (rows, columns) = (sizes[0], sizes[1]);
        if (columns is < 1 or > EmbeddingFile.MaxDimension)
        {
            throw place.Error($"{name} has vectors of {columns} numbers; allowed are 1 to {EmbeddingFile.MaxDimension}: check that rows " +
                "are texts and columns are dimensions");
        }

        if (rows < 1)
        {
            throw place.Error($"{name} holds no vectors; at least one is needed");
        }

        if (rows > EmbeddingFile.MaxValues / columns)
        {
            throw place.Error($"{name} has {rows} vectors of {columns} numbers; allowed are {EmbeddingFile.MaxValues} numbers (2 GiB) in " +
                "all: use fewer rows or dimensions");
        }

        (Rows, Columns) = ((int)rows, (int)columns);
    }

    public int Rows { get; }

    public int Columns { get; }

    public int Count => Rows * Columns;
}
