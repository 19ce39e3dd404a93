using Trainer.Features.Data;
using Trainer.Features.Data.Input;

namespace Trainer.Features.Embeddings;

/// <summary>The vectors of queries, joined from a file.</summary>
/// <param name="Vectors">One row per query, in the order of the queries.</param>
/// <param name="UnusedCount">Distinct ids of the file that belong to no query.</param>
public sealed record QueryEmbeddings(DenseMatrix Vectors, int UnusedCount)
{
    /// <summary>
    /// Finds each query's vector: by <see cref="Query.Id"/> where the file or <paramref name="idsPath"/> names its rows, otherwise by
    /// order. O(queries + rows + values).
    /// </summary>
    /// <param name="queries">
    /// All queries of a table. Where there are no ids these must be the queries as they were read, before any were left out; leave them out
    /// afterwards with <see cref="DenseMatrix.Select"/>.
    /// </param>
    /// <param name="file">The vectors.</param>
    /// <param name="idsPath">
    /// A file that names the rows, one id per line or a JSON list of ids, in the place of the file's own ids; or null.
    /// </param>
    /// <exception cref="DataFormatException">
    /// A query has no vector, two different vectors have its id, or without ids the counts differ.
    /// </exception>
    public static QueryEmbeddings Join(IReadOnlyList<Query> queries, EmbeddingFile file, string? idsPath = null)
    {
        var ids = file.Ids;
        if (idsPath is not null)
        {
            ids = RowIds.Read(idsPath);
            if (ids.Count != file.Vectors.RowCount)
            {
                throw new DataFormatException(idsPath, 0, null, $"names {ids.Count} rows, but {file.Path} has {file.Vectors.RowCount} " +
                    "vectors; one id per vector is needed, in their order");
            }
        }

        return ids is null ? ByOrder(queries, file) : ById(queries, file, ids);
    }

    private static QueryEmbeddings ByOrder(IReadOnlyList<Query> queries, EmbeddingFile file) =>
        file.Vectors.RowCount == queries.Count ? new QueryEmbeddings(file.Vectors, 0) : throw new DataFormatException(
            file.Path, 0, null, $"has {file.Vectors.RowCount} vectors without ids for {queries.Count} queries; embed all queries in " +
                "their order, before any are left out, or name the rows in a file of ids (one per line)");

    private static QueryEmbeddings ById(IReadOnlyList<Query> queries, EmbeddingFile file, IReadOnlyList<string> ids)
    {
        var rows = new Dictionary<string, int>(ids.Count, StringComparer.Ordinal);
        for (var row = 0; row < ids.Count; row++)
        {
            if (!rows.TryAdd(ids[row], row) && !file.Vectors.Row(rows[ids[row]]).SequenceEqual(file.Vectors.Row(row)))
            {
                throw new DataFormatException(file.Path, 0, null, $"has two different vectors for the id {Excerpt.Of(ids[row])}, in rows " +
                    $"{rows[ids[row]] + 1} and {row + 1}; remove one");
            }
        }

        var missing = 0;
        var picked = new int[queries.Count];
        for (var q = 0; q < picked.Length; q++)
        {
            picked[q] = rows.GetValueOrDefault(queries[q].Id, -1);
            missing += picked[q] < 0 ? 1 : 0;
        }

        if (missing > 0)
        {
            throw new DataFormatException(file.Path, 0, null, $"has no vector for {missing} of {queries.Count} queries, such as " +
                $"{Excerpt.Of(queries[Array.IndexOf(picked, -1)].Id)}; its ids are such as {Excerpt.Of(ids[0])}: every query needs a " +
                "vector under its id");
        }

        return new QueryEmbeddings(file.Vectors.Select(picked), rows.Count - picked.Distinct().Count());
    }
}
