using Trainer.Features.Data.Input;

namespace Trainer.Features.Embeddings;

/// <summary>NumPy's .npz: one array, or one named embeddings and maybe one named ids.</summary>
internal static class NpzFile
{
    private const string Extension = ".npy";
    private const string Embeddings = "embeddings" + Extension;
    private const string Ids = "ids" + Extension;

    public static EmbeddingFile Read(ZipEntries entries)
    {
        var arrays = entries.Names.Where(name => name.EndsWith(Extension, StringComparison.Ordinal)).ToArray();
        var vectors = arrays is [var only] ? only : entries.Contains(Embeddings) ? Embeddings : throw entries.Place.Error(
            arrays.Length == 0
                ? "is a zip archive of neither NumPy nor PyTorch; save the vectors with numpy.savez(path, embeddings=…)"
                : $"holds the arrays {Excerpt.Of(string.Join(", ", arrays))}; save one, or name it embeddings: " +
                    "numpy.savez(path, embeddings=…, ids=…)");
        var matrix = entries.Read(vectors, stream =>
            NpyFile.ReadMatrix(stream, entries.Length(vectors), entries.Place, vectors));
        var ids = vectors == Embeddings && entries.Contains(Ids)
            ? entries.Read(Ids, stream => NpyNames.Read(stream, entries.Length(Ids), entries.Place, Ids, matrix.RowCount))
            : null;
        return new EmbeddingFile(entries.Place.Path, "npz", matrix, ids);
    }
}
