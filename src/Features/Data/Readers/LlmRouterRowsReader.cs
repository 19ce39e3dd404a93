using System.Security.Cryptography;
using System.Text;
using Trainer.Features.Data.Input;

namespace Trainer.Features.Data.Readers;

/// <summary>
/// LLMRouter's routing data: one row per query and model. It has no ids, so a query is its task and text, and its id a digest of
/// them; rows of one query meet whatever file they stand in.
/// </summary>
internal sealed class LlmRouterRowsReader : IRoutingDataReader
{
    private const int IdBytes = 10;

    public string Name => "llmrouter";

    public string Description =>
        "CSV or JSONL, one row per query and model, with query, model_name, performance (0 to 1) and optionally task_name, " +
        "cost (USD), response_time (s), input_tokens, output_tokens, llm_judge (from 0)";

    public bool Recognises(DataShape shape, DataRecord first) =>
        first.Has("query") && first.Has("model_name") && first.Has("performance");

    public void Read(RecordReader records, DataSink sink)
    {
        // The rows of a query mostly follow one another.
        var last = default(Query);
        while (records.Read() is { } record)
        {
            var (text, task, name) = (record.RequiredText("query", last?.Prompt), record.Text("task_name"), record.Name("model_name"));
            record.Require("performance");
            if (last is null || !ReferenceEquals(text, last.Prompt) || task != last.Domain)
            {
                last = new Query(Id(task, text), text, task);
            }

            if (sink.Row(last, record) is { } row)
            {
                var model = sink.Table.ModelIndex(name, record.At("model_name"));
                sink.Table.SetQuality(row, model, record.Outcome("performance"), record.At("performance"));
                sink.Table.SetCostUsd(row, model, record.Number("cost"), record.At("cost"));
                sink.Table.SetLatencySeconds(row, model, record.Number("response_time"), record.At("response_time"));
                sink.Table.SetInputTokens(row, model, record.Number("input_tokens"), record.At("input_tokens"));
                sink.Table.SetOutputTokens(row, model, record.Number("output_tokens"), record.At("output_tokens"));
                sink.Table.SetJudgeScore(row, model, record.Number("llm_judge"), record.At("llm_judge"));
            }
        }
    }

    private static string Id(string? task, string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{task}\n{text}")).AsSpan(0, IdBytes));
}
