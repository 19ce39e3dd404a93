using Trainer.Features.Data.Input;

namespace Trainer.Features.Data.Readers;

/// <summary>One row per query and model; a row without a quality says that the model was not run.</summary>
internal sealed class LongTableReader : IRoutingDataReader
{
    public string Name => "long";

    public string Description =>
        "CSV or JSONL, one row per query and model, with qid, prompt, model, quality and optionally domain, group, ts (s), " +
        "cost (USD), latency_s, input_tokens, output_tokens (or answer_token), llm_judge (from 0)";

    public bool Recognises(DataShape shape, DataRecord first) =>
        first.Has("qid") && first.Has("prompt") && first.Has("model") && first.Has("quality");

    public void Read(RecordReader records, DataSink sink)
    {
        while (records.Read() is { } record)
        {
            var id = record.Name("qid");
            var prompt = record.RequiredText("prompt", sink.Table.Find(id)?.Prompt);
            var query = new Query(id, prompt, record.Text("domain"), record.Text("group"), record.Number("ts"));
            var name = record.Name("model");
            record.Require("quality");

            if (sink.Row(query, record) is { } row)
            {
                var model = sink.Table.ModelIndex(name, record.At("model"));
                sink.Table.SetQuality(row, model, record.Outcome("quality"), record.At("quality"));
                sink.Table.SetCostUsd(row, model, record.Number("cost"), record.At("cost"));
                sink.Table.SetLatencySeconds(row, model, record.Number("latency_s"), record.At("latency_s"));
                sink.Table.SetInputTokens(row, model, record.Number("input_tokens"), record.At("input_tokens"));
                var output = record.Has("output_tokens") ? "output_tokens" : "answer_token";
                sink.Table.SetOutputTokens(row, model, record.Number(output), record.At(output));
                sink.Table.SetJudgeScore(row, model, record.Number("llm_judge"), record.At("llm_judge"));
            }
        }
    }
}
