using Trainer.Features.Data.Input;

namespace Trainer.Features.Data;

/// <summary>
/// Scores that something outside made of queries, in a file of their own: CSV, JSON or Parquet, one row per query with <c>id</c>, or else
/// <c>prompt</c> or <c>query</c>, and columns <c>score:NAME</c>.
/// </summary>
public static class ScoreFile
{
    private static readonly string[] Keys = ["id", "prompt", "query"];

    /// <summary>
    /// The table with the file's scores, joined by the query's id, or where the file has none by its prompt; queries of one prompt then have
    /// one score. O(queries + rows).
    /// </summary>
    /// <returns>The table, and how many rows of the file belong to no query.</returns>
    /// <exception cref="DataFormatException">
    /// The file has no scores or nothing to join by, two rows of one query differ, a query has no row, or the table has a score of that name.
    /// </exception>
    public static (RoutingTable Table, int UnusedRows) Join(RoutingTable table, string path)
    {
        var (key, names, rows) = Read(path);
        if (names.Intersect(table.ScoreNames, StringComparer.Ordinal).FirstOrDefault() is { } twice)
        {
            throw new DataFormatException(
                path, 0, ScoreColumns.Prefix + twice, "stands in the table too; every score needs a name of its own: rename or remove one");
        }

        var used = new HashSet<string>(StringComparer.Ordinal);
        var missing = new List<string>();
        var scores = Array.ConvertAll(names, _ => new double[table.Count]);
        for (var row = 0; row < table.Count; row++)
        {
            var query = table.Queries[row];
            var own = key == Keys[0] ? query.Id : query.Prompt;
            if (!rows.TryGetValue(own, out var found))
            {
                missing.Add(query.Id);
                continue;
            }

            used.Add(own);
            for (var score = 0; score < names.Length; score++)
            {
                scores[score][row] = found.Scores[score];
            }
        }

        return missing.Count == 0
            ? (table.WithScores(names, scores), rows.Count - used.Count)
            : throw new DataFormatException(
                path, 0, key, FormattableString.Invariant($"names no row for {missing.Count} of {table.Count} queries, such as ") +
                $"{Excerpt.Of(missing[0])}; every query needs a row, whose scores may be empty where they are not known");
    }

    private static (string Key, string[] Names, Dictionary<string, (double[] Scores, long Line)> Rows) Read(string path)
    {
        using var records = RecordReader.Open(path);
        var first = records.Peek() ?? throw new DataFormatException(path, 0, null, "holds no rows; one per query is needed");
        var key = Array.Find(Keys, first.Has) ?? throw first.At().Error(
            $"has none of the columns {DataRecord.List(Keys)} to find a row's query by; found are {DataRecord.List(first.Columns)}");
        string[] columns = [.. first.Columns.Where(ScoreColumns.Is).Order(StringComparer.Ordinal)];
        if (columns.Length == 0)
        {
            throw first.At().Error(
                $"has no column '{ScoreColumns.Prefix}' followed by a name; found are {DataRecord.List(first.Columns)}");
        }

        for (var i = 0; i < columns.Length; i++)
        {
            ScoreColumns.CheckName(ScoreColumns.NameOf(columns[i]), i, first.At(columns[i]));
        }

        var rows = new Dictionary<string, (double[] Scores, long Line)>(StringComparer.Ordinal);
        while (records.Read() is { } record)
        {
            var scores = Array.ConvertAll(
                columns, column => ScoreColumns.Checked(record.Number(column), record.At(column)) ?? double.NaN);
            var name = record.RequiredText(key);
            if (!rows.TryAdd(name, (scores, record.Line)) && !scores.AsSpan().SequenceEqual(rows[name].Scores))
            {
                throw record.At(key).Error(FormattableString.Invariant(
                    $"holds {Excerpt.Of(name)} with other scores than line {rows[name].Line}; one query has one row: remove one, ") +
                    (key == Keys[0] ? "or give them different ids" : "or name the queries by 'id'"));
            }
        }

        return (key, Array.ConvertAll(columns, ScoreColumns.NameOf), rows);
    }
}
