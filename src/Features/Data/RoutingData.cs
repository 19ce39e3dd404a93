using Trainer.Features.Data.Input;
using Trainer.Features.Data.Readers;

namespace Trainer.Features.Data;

/// <summary>Reads routing data of any known format; what a file holds is told by its content, not by its name.</summary>
public static class RoutingData
{
    // The first reader that recognises a file gets it, so formats with telling names stand before those that would take almost anything.
    private static readonly IRoutingDataReader[] _readers =
    [
        new TrainerTableReader(),
        new TrainerBattlesReader(),
        new ArenaReader(),
        new BattleListReader(),
        new PandaLmReader(),
        new RouterBenchReader(),
        new LongTableReader(),
        new LlmDriftReader(),
        new LlmRouterRowsReader(),
        new LlmRouterScoresReader(),
        new CompactReader(),
        new RorfReader(),
        new JudgeScoresReader(),
        new RouteLlmReader(),
    ];

    /// <summary>The formats, in the order in which they are tried.</summary>
    public static IReadOnlyList<DataFormat> Formats { get; } = [.. _readers.Select(r => new DataFormat(r.Name, r.Description))];

    /// <summary>
    /// Reads files into one table or one list of battles. Streaming: holds the result and one row, or a pickled table as a whole.
    /// O(bytes).
    /// </summary>
    /// <param name="inputs">
    /// Files, folders (all their CSV, JSON and Parquet files, by name) or patterns with * and ? in the last part.
    /// </param>
    /// <param name="options">How to read; null for the defaults.</param>
    /// <exception cref="DataFormatException">The data cannot be used; the message says where and why.</exception>
    /// <exception cref="ArgumentException">The options name no known format.</exception>
    public static RoutingDataSet Read(IReadOnlyList<string> inputs, ReadOptions? options = null)
    {
        options ??= new ReadOptions();
        var chosen = Named(options.Format);
        var files = InputPaths.Expand(inputs);
        var sink = new DataSink(files.Count == 1 ? files[0] : $"{files[0]} and {files.Count - 1} more", options);
        IRoutingDataReader? reader = null;
        foreach (var file in files)
        {
            try
            {
                reader = ReadFile(file, chosen, reader, sink);
            }
            catch (DataFormatException fault) when (fault.Path == file && DataWindow.Damage(file) is { } damage)
            {
                throw damage;
            }
        }

        return new RoutingDataSet(
            reader!.Name,
            reader.ReadsBattles ? null : sink.Table.Build(),
            reader.ReadsBattles ? sink.Battles.Build() : null,
            [.. files.Select(InputFile.Of)],
            sink.ExcludedRows);
    }

    private static IRoutingDataReader ReadFile(string file, IRoutingDataReader? chosen, IRoutingDataReader? before, DataSink sink)
    {
        using var records = RecordReader.Open(file);
        var reader = chosen ?? Recognise(records);
        if (before is not null && reader != before)
        {
            throw new DataFormatException(
                file, 0, null, $"is of format {reader.Name}, but the files before it are of format {before.Name}; read " +
                    "files of one format at a time");
        }

        reader.Read(records, sink);
        return reader;
    }

    private static IRoutingDataReader? Named(string format) => format == ReadOptions.Auto
        ? null
        : Array.Find(_readers, r => r.Name == format)
            ?? throw new ArgumentException(
                $"There is no data format {format}; known are {ReadOptions.Auto}, " +
                $"{string.Join(", ", _readers.Select(r => r.Name))}.", nameof(format));

    private static IRoutingDataReader Recognise(RecordReader records)
    {
        var first = records.Peek() ?? throw new DataFormatException(records.Path, 0, null, "holds no rows; a file of queries or " +
            "battles is needed");
        return Array.Find(_readers, r => r.Recognises(records.Shape, first)) ?? throw new DataFormatException(
            records.Path,
            first.Line,
            null,
            $"is of no known format; found are {DataRecord.List(first.Columns)}. Known are: " +
            string.Join("; ", _readers.Select(r => $"{r.Name}: {r.Description}")));
    }
}
