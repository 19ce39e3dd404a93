using Trainer.Features.Embeddings;

namespace Trainer.Features.Tests.Embeddings;

/// <summary>The vectors that all fixtures hold.</summary>
internal static class SomeVectors
{
    public const int Rows = 5;
    public const int Columns = 4;

    /// <summary>Exact in float16, bfloat16, float32 and float64.</summary>
    public static float Value(int row, int column) => ((row * Columns) + column - 7) / 4f;

    public static float[] All => [.. Enumerable.Range(0, Rows * Columns).Select(i => Value(i / Columns, i % Columns))];

    public static void AssertHeld(EmbeddingFile file, string format, string? ids)
    {
        Assert.AreEqual(format, file.Format);
        Assert.AreEqual(Rows, file.Vectors.RowCount);
        Assert.AreEqual(Columns, file.Vectors.ColumnCount);
        CollectionAssert.AreEqual(All, file.Vectors.Values.ToArray());
        Assert.AreEqual(ids, file.Ids is null ? null : string.Join(",", file.Ids));
    }
}
