using Trainer.Features.Data.Input;

namespace Trainer.Features.Data.Readers;

/// <summary>RoRF's tables: the prompt and a score per model.</summary>
internal sealed class RorfReader : IRoutingDataReader
{
    private const string Score = "/score";

    public string Name => "rorf";

    public string Description => "CSV or JSONL with Input and per model <model>/score (0 to 1)";

    public bool Recognises(DataShape shape, DataRecord first) =>
        first.Has("Input") && first.Columns.Any(IsScore);

    public void Read(RecordReader records, DataSink sink)
    {
        while (records.Read() is { } record)
        {
            var scores = record.Columns.Where(IsScore).ToArray();
            if (scores.Length == 0)
            {
                throw record.Missing("<model>/score");
            }

            if (records.HasHeader)
            {
                sink.Table.DeclareModels(scores.Select(Model), record.At());
            }

            if (sink.Row(new Query(DataSink.RowId(records, record), record.RequiredText("Input")), record) is { } row)
            {
                foreach (var column in scores)
                {
                    var at = record.At(column);
                    sink.Table.SetQuality(row, sink.Table.ModelIndex(Model(column), at), record.Outcome(column), at);
                }
            }
        }
    }

    private static bool IsScore(string column) => column.EndsWith(Score, StringComparison.Ordinal) && !ScoreColumns.Is(column);

    private static string Model(string column) => column[..^Score.Length];
}
