using Trainer.Features.Data.Input;

namespace Trainer.Features.Data.Readers;

/// <summary>RouteLLM's response tables: one file per domain, one column of truth values (or numbers) per model.</summary>
internal sealed class RouteLlmReader : IRoutingDataReader
{
    private const string Prompt = "prompt";
    private const string Response = "_response";

    public string Name => "routellm";

    public string Description =>
        "CSV with prompt and one column per model of True, False or a number from 0 to 1; <model>_response is ignored, the " +
        "file name is the domain";

    public bool Recognises(DataShape shape, DataRecord first) =>
        shape is DataShape.Csv or DataShape.DataFrame or DataShape.Parquet && first.Has(Prompt)
            && Models(first) is { Count: > 0 } models && models.All(first.HoldsOutcome);

    public void Read(RecordReader records, DataSink sink)
    {
        List<string>? models = null;
        while (records.Read() is { } record)
        {
            if (models is null)
            {
                models = Models(record);
                sink.Table.DeclareModels(models, record.At());
            }

            var query = new Query(DataSink.RowId(records, record), record.RequiredText(Prompt), records.Stem);
            if (sink.Row(query, record) is not { } row)
            {
                continue;
            }

            foreach (var model in models)
            {
                var at = record.At(model);
                sink.Table.SetQuality(row, sink.Table.ModelIndex(model, at), record.Outcome(model), at);
            }
        }
    }

    private static List<string> Models(DataRecord record) =>
        [.. record.Columns.Where(column => column != Prompt && !IsResponse(record, column) && !ScoreColumns.Is(column))];

    private static bool IsResponse(DataRecord record, string column) =>
        column.EndsWith(Response, StringComparison.Ordinal) && record.Has(column[..^Response.Length]);
}
