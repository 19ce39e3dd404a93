using Trainer.Features.Data.Input;

namespace Trainer.Features.Data.Readers;

/// <summary>
/// LLMRouter's preprocessed questions with a score per model. Its clusters come from an embedding of its own and are not read.
/// </summary>
internal sealed class LlmRouterScoresReader : IRoutingDataReader
{
    public string Name => "llmrouter-scores";

    public string Description => "JSON list or JSONL of objects with question and scores {model: 0 to 1}";

    public bool Recognises(DataShape shape, DataRecord first) => first.Has("question") && first.IsObject("scores");

    public void Read(RecordReader records, DataSink sink)
    {
        while (records.Read() is { } record)
        {
            if (sink.Row(new Query(DataSink.RowId(records, record), record.RequiredText("question")), record) is { } row)
            {
                ScoresByModel.Set(sink.Table, row, record);
            }
        }
    }
}
