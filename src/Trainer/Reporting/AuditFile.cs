using System.Globalization;
using System.Text;
using System.Text.Json;
using Trainer.Evaluation.Comparison;
using Trainer.Export;
using Trainer.Features;
using Trainer.Features.Data;

namespace Trainer.Reporting;

/// <summary>Every decision of an evaluation, for audit: JSON lines, CSV or Parquet by the file's ending.</summary>
internal static class AuditFile
{
    private static readonly (string Name, ParquetColumn Kind)[] Columns =
    [
        ("id", ParquetColumn.Text), ("domain", ParquetColumn.Text), ("router", ParquetColumn.Text), ("point", ParquetColumn.Text),
        ("scores", ParquetColumn.Numbers), ("chosen", ParquetColumn.Text), ("quality", ParquetColumn.Number), ("cost_usd", ParquetColumn.Number),
        ("best", ParquetColumn.Text), ("regret", ParquetColumn.Number),
    ];

    /// <exception cref="UsageException">The ending is none of those, or Parquet cannot be written here.</exception>
    public static void Check(string path)
    {
        var kind = Path.GetExtension(path);
        if (kind is not (".jsonl" or ".csv" or ".parquet"))
        {
            throw new UsageException($"--rows is '{path}'; it must end in .jsonl, .csv or .parquet");
        }

        if (kind == ".parquet" && !ParquetFile.CanWrite)
        {
            throw new UsageException("--rows asks for Parquet, which is written through DuckDB, whose library is not beside the program; use .csv or .jsonl");
        }
    }

    /// <summary>Writes beside the file and renames.</summary>
    public static void Write(string path, IEnumerable<AuditRow> rows)
    {
        switch (Path.GetExtension(path))
        {
            case ".jsonl":
                FileReplacement.Write(path, stream =>
                {
                    foreach (var row in rows)
                    {
                        JsonSerializer.Serialize(stream, row, BundleJson.Line);
                        stream.WriteByte((byte)'\n');
                    }
                });
                break;
            case ".csv":
                FileReplacement.Write(path, stream => Csv(stream, rows));
                break;
            default:
                Parquet(path, rows);
                break;
        }
    }

    private static void Parquet(string path, IEnumerable<AuditRow> rows)
    {
        var (csv, beside) = (path + ".csv.writing", path + ".writing");
        try
        {
            FileReplacement.Write(csv, stream => Csv(stream, rows));
            ParquetFile.FromCsv(csv, beside, Columns);
            File.Move(beside, path, overwrite: true);
        }
        finally
        {
            File.Delete(csv);
            File.Delete(beside);
        }
    }

    private static void Csv(Stream stream, IEnumerable<AuditRow> rows)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine(string.Join(',', Columns.Select(column => column.Name)));
        foreach (var row in rows)
        {
            writer.WriteLine(string.Join(
                ',',
                Text(row.Id),
                row.Domain is null ? "" : Text(row.Domain),
                Text(row.Router),
                Text(row.Point),
                string.Join(' ', row.Scores.Select(score => score.ToString("R", CultureInfo.InvariantCulture))),
                Text(row.Chosen),
                Number(row.Quality),
                row.CostUsd is { } cost ? Number(cost) : "",
                Text(row.Best),
                Number(row.Regret)));
        }
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    // Always quoted: what begins with = + - or @ is still text to whoever reads it as such.
    private static string Text(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
