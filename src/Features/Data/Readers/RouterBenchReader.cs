using Trainer.Features.Data.Input;

namespace Trainer.Features.Data.Readers;

/// <summary>RouterBench's wide tables: per model a score, a cost and a response.</summary>
internal sealed class RouterBenchReader : IRoutingDataReader
{
    private const string Cost = "|total_cost";

    public string Name => "routerbench";

    public string Description => "CSV or JSONL with sample_id, prompt, eval_name and per model <model> (0 to 1) and " +
        "<model>|total_cost (USD)";

    public bool Recognises(DataShape shape, DataRecord first) =>
        first.Has("sample_id") && first.Has("prompt") && first.Columns.Any(c => c.EndsWith(Cost, StringComparison.Ordinal));

    public void Read(RecordReader records, DataSink sink)
    {
        IReadOnlyList<string>? columns = null;
        string[] models = [];
        while (records.Read() is { } record)
        {
            if (!ReferenceEquals(columns, record.Columns))
            {
                columns = record.Columns;
                models = [.. columns.Where(c => c.EndsWith(Cost, StringComparison.Ordinal)).Select(c => c[..^Cost.Length])];
                if (records.HasHeader)
                {
                    sink.Table.DeclareModels(models, record.At());
                }
            }

            var query = new Query(record.Name("sample_id"), record.RequiredText("prompt"), record.Text("eval_name"));
            if (sink.Row(query, record) is { } row)
            {
                Set(sink.Table, row, models, record);
            }
        }
    }

    private static void Set(RoutingTableBuilder table, int row, string[] models, DataRecord record)
    {
        foreach (var name in models)
        {
            if (!record.Has(name))
            {
                throw record.At(name).Error("is missing; every <model>|total_cost needs its <model> column of scores. " +
                    $"Found are {DataRecord.List(record.Columns)}");
            }

            var model = table.ModelIndex(name, record.At());
            var cost = name + Cost;
            table.SetQuality(row, model, record.Outcome(name), record.At(name));
            table.SetCostUsd(row, model, record.Number(cost), record.At(cost));
        }
    }
}
