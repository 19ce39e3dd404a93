using Trainer.Features.Data.Input;

namespace Trainer.Features.Data.Readers;

/// <summary>One object per query with its outcomes keyed by model; a model that is not there was not run.</summary>
internal sealed class CompactReader : IRoutingDataReader
{
    public string Name => "compact";

    public string Description =>
        "JSONL or JSON list of objects with id, prompt, scores {model: 0 to 1} and optionally domain or category, group, " +
        "cost {model: USD}, latency {model: s}, input_tokens {model: n}, output_tokens {model: n}, llm_judge {model: from 0}";

    public bool Recognises(DataShape shape, DataRecord first) => first.Has("prompt") && first.IsObject("scores");

    public void Read(RecordReader records, DataSink sink)
    {
        while (records.Read() is { } record)
        {
            var query = new Query(
                record.Name("id"), record.RequiredText("prompt"), record.FirstText("domain", "category"), record.Text("group"));
            if (sink.Row(query, record) is { } row)
            {
                ScoresByModel.Set(sink.Table, row, record);
            }
        }
    }
}
