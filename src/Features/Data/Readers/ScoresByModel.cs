using Trainer.Features.Data.Input;

namespace Trainer.Features.Data.Readers;

/// <summary>The nested <c>scores</c>, <c>cost</c>, <c>latency</c>, token count and <c>llm_judge</c> objects keyed by model.</summary>
internal static class ScoresByModel
{
    public static void Set(RoutingTableBuilder table, int row, DataRecord record)
    {
        record.Require("scores");

        Each("scores", table.SetQuality);
        Each("cost", table.SetCostUsd);
        Each("latency", table.SetLatencySeconds);
        EachIfObject("input_tokens", table.SetInputTokens);
        EachIfObject("output_tokens", table.SetOutputTokens);
        EachIfObject("llm_judge", table.SetJudgeScore);

        void Each(string column, Action<int, int, double?, DataPlace> set)
        {
            foreach (var (name, value) in record.NumbersByKey(column))
            {
                var at = record.At($"{column}.{name}");
                set(row, table.ModelIndex(name, at), value, at);
            }
        }

        // A single number of tokens is the prompt's, or somebody's sum, a single judge of no model: columns like any other that is not read.
        void EachIfObject(string column, Action<int, int, double?, DataPlace> set)
        {
            if (record.IsObject(column))
            {
                Each(column, set);
            }
        }
    }
}
