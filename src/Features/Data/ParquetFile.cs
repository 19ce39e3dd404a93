using Trainer.Features.Data.Input.Parquet;

namespace Trainer.Features.Data;

/// <summary>Writes Parquet through DuckDB, from a table as CSV.</summary>
public static class ParquetFile
{
    /// <summary>Whether DuckDB lies beside the program; without it nothing can be written.</summary>
    public static bool CanWrite => DuckLibrary.IsIn(AppContext.BaseDirectory);

    /// <summary>
    /// Writes the rows of a CSV file in their order. Both files are beside each other; the Parquet file is new. O(rows).
    /// </summary>
    /// <param name="csv">UTF-8, comma, with a heading; an empty field that is not quoted is null.</param>
    /// <param name="parquet">Where to write; a file that is there is written over.</param>
    /// <param name="columns">Of the CSV file, in order.</param>
    /// <exception cref="DataFormatException">DuckDB is not there, or cannot write.</exception>
    public static void FromCsv(string csv, string parquet, params IReadOnlyList<(string Name, ParquetColumn Kind)> columns)
    {
        DuckLibrary.Load(AppContext.BaseDirectory, parquet);
        var (from, to) = (Path.GetFullPath(csv), Path.GetFullPath(parquet));
        var types = string.Join(", ", columns.Select(column =>
            $"{DuckSession.Literal(column.Name)}: '{(column.Kind == ParquetColumn.Number ? "DOUBLE" : "VARCHAR")}'"));
        var selected = string.Join(", ", columns.Select(column => column.Kind == ParquetColumn.Numbers
            ? $"CAST(string_split({DuckSession.Identifier(column.Name)}, ' ') AS DOUBLE[]) AS {DuckSession.Identifier(column.Name)}"
            : DuckSession.Identifier(column.Name)));
        try
        {
            using var session = new DuckSession(from, to);
            session.Execute($"COPY (SELECT {selected} FROM read_csv({DuckSession.Literal(from)}, header = true, delim = ',', quote = '\"', escape = '\"', " +
                $"auto_detect = false, columns = {{{types}}})) TO {DuckSession.Literal(to)} (FORMAT parquet)");
        }
        catch (DuckException fault)
        {
            throw new DataFormatException(parquet, 0, null, $"cannot be written as Parquet ({fault.Message}); write .csv or .jsonl instead", fault);
        }
    }
}
